import type { Address } from '../formats/address.ts';
import { errnoOf } from '../formats/logs/nginx-error.ts';

/** A program's complaint of an address that it could not bind. */
export interface UnboundAddress {
  /** Null where the line names none. */
  readonly address: Address | null;
  /** 98: somebody has it; 99: this host doesn't; 13: the program may not. */
  readonly errno: 98 | 99 | 13;
}

/**
 * Reads a line as the want of an address to listen on; null for any other. The words are nginx's, PHP-FPM's, Apache's, and those of the
 * languages' own libraries. Sources: ngx_connection.c, fpm_sockets.c, listen.c of Apache, errno(3).
 */
export function unboundAddress(text: string): UnboundAddress | null {
  if (!/\bbind|\blisten|in use|connect to \(|make_sock|assign requested address|EADDR/i.test(text)) return null;
  const errno = whyUnbound(text);
  if (errno === null) return null;
  return { address: addressIn(text), errno };
}

function whyUnbound(text: string): UnboundAddress['errno'] | null {
  if (/already in use|EADDRINUSE|Connection in use|seems to already listen|\b98[):\]]/i.test(text)) return 98;
  if (/annot assign requested address|EADDRNOTAVAIL|\b99[):\]]/.test(text)) return 99;
  const denied = /Permission denied|EACCES|\b13[):\]]/.test(text) && /\bbind|\blisten|make_sock/i.test(text);
  return denied ? 13 : null;
}

/** The first address of a line: `0.0.0.0:80`, `[::]:80`, `:::3000`, `('127.0.0.1', 8000)`, `"127.0.0.1" port 3000`, a path. */
function addressIn(text: string): Address | null {
  const [, path] = /(?:^|[\s"'(:=])(?:unix:)?(\/[^\s"'():,;]+)/.exec(text.replace(/^\S+: Failed at .*/, '')) ?? [];
  const [, pairHost, pairPort] = /\('([^']*)', (\d{1,5})\)/.exec(text) ?? [];
  if (pairPort !== undefined) return tcp(pairHost ?? '', pairPort);
  const [, wordHost, wordPort] = /"([\w.:]+)" port (\d{1,5})/.exec(text) ?? [];
  if (wordPort !== undefined) return tcp(wordHost ?? '', wordPort);
  const [, six, sixPort] = /\[([\da-f:.]+)\]:(\d{1,5})\b/i.exec(text) ?? [];
  if (sixPort !== undefined) return tcp(six ?? '', sixPort);
  const [, anyPort] = /(?:^|\s):::(\d{1,5})\b/.exec(text) ?? [];
  if (anyPort !== undefined) return tcp('::', anyPort);
  const [, four, fourPort] = /\b(\d{1,3}(?:\.\d{1,3}){3}|localhost):(\d{1,5})\b/.exec(text) ?? [];
  if (fourPort !== undefined) return tcp(four ?? '', fourPort);
  const [, port] = /(?:^|[\s*]):(\d{1,5})\b|\bport:? (\d{1,5})\b/.exec(text) ?? [];
  if (port !== undefined) return tcp('0.0.0.0', port);
  return path === undefined ? null : { kind: 'unix', path };
}

const tcp = (host: string, port: string): Address => ({ kind: 'tcp', host, port: Number(port) });

/** Why the system refused something, by the number or the words in a line; null for none of these. */
export function refusalIn(text: string): 'missing' | 'denied' | 'read-only' | null {
  const errno = errnoOf(text);
  if (errno === 30 || /Read-only file system|EROFS/.test(text)) return 'read-only';
  if (errno === 13 || /Permission denied|EACCES/.test(text)) return 'denied';
  if (errno === 2 || /No such file or directory|ENOENT|no such file|not found|Failed opening required/i.test(text)) {
    return 'missing';
  }
  return null;
}

/** The paths that a line names, as far as they can be told from its other words. */
export function pathsNamed(text: string): readonly string[] {
  const found = text.matchAll(/(?:^|[\s"'(=:])(\/[^\s"'():;,]+)/g);
  const paths = [...found].map(([, path = '']) =>
    path.replace(/^\/run\/systemd\/unit-root(?=\/)/, '').replace(/\.+$/, ''),
  );
  return [...new Set(paths.filter((path) => path.length > 1))];
}
