/** Where a `server` listens; a unix socket has its whole `unix:/path` as host, and port 0. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads the address of a `listen` directive; of a range of ports the first; null where nginx would refuse it. */
export function parseListenAddress(text: string): ListenAddress | null {
  if (/^unix:./i.test(text)) return { host: text, port: 0 };
  const ports = '([0-9]{1,5})(?:-[0-9]{1,5})?';
  const alone = new RegExp(`^${ports}$`).exec(text);
  const match = new RegExp(`^(?:\\[([0-9A-Fa-f:.]+)\\]|([^\\s:/?[\\]]+))(?::${ports})?$`).exec(text);
  const port = Number(alone?.[1] ?? match?.[3] ?? 80);
  const host = alone ? '*' : (match?.[1] ?? match?.[2]);
  return host === undefined || port < 1 || port > 65535 ? null : { host, port };
}
