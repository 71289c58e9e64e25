import type { Address } from '../formats/address.ts';
import type { LogLine } from './log-line.ts';

/** The address in nginx's `upstream: "fastcgi://unix:/run/x.sock:"` or `"http://127.0.0.1:3000/uri"`; else null. */
export function upstreamAddress(line: LogLine): Address | null {
  const text = line.upstream?.replace(/^[a-z]+:\/\//, '') ?? '';
  // nginx writes the request's URI after what it proxies to.
  const path = (line.upstream?.startsWith('http') ? /^unix:(.+?)(?::(?:\/.*)?)?$/ : /^unix:(.+?):?$/).exec(text)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const [, host, port] = /^(.+):(\d{1,5})(?:\/.*)?$/.exec(text) ?? [];
  return host === undefined ? null : { kind: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
