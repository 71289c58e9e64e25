import type { Address } from '../address.ts';

/**
 * Reads an address as `fastcgi_pass` and an upstream's `server` take it; null where nginx would refuse it.
 * Without a default port a TCP address needs its own. Source: ngx_parse_url in nginx, where a unix path may hold colons.
 */
export function parseFastcgiAddress(text: string, defaultPort: number | null): Address | null {
  if (/^unix:/i.test(text)) {
    const path = text.slice('unix:'.length);
    return path === '' ? null : { kind: 'unix', path };
  }
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/?[\]]+))(?::([0-9]{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (!match || host === undefined) return null;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  return port === null || port < 1 || port > 65535 ? null : { kind: 'tcp', host, port };
}
