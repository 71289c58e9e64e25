import type { FolderState } from '../../src/facts/file.ts';
import type { NamedPath } from '../../src/facts/named-path.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import type { Draft } from './host.ts';
import { probeLine } from './probe-line.ts';

/** A folder or file, as `ls -ld` tells it: `0700 root root`. */
export type Listed = `${string} ${string} ${string}`;

/**
 * What stands at a path and on the way to it: folders that aren't listed are root's and open, what is null is missing. `may`
 * has letters by user; without any nobody could ask.
 */
export function namedPath(
  path: string,
  standing: Readonly<Record<string, Listed | null>>,
  may: Readonly<Record<string, string>> = {},
  more: Partial<NamedPath['state']> = {},
): NamedPath {
  const names = path.split('/').slice(1, -1);
  const folders: FolderState[] = [];
  for (let depth = 0; depth <= names.length; depth += 1) {
    const at = `/${names.slice(0, depth).join('/')}`;
    const listed = standing[at];
    folders.push({ path: at, exists: listed !== null, ...ownership(listed ?? null) });
    if (listed === null) break;
  }
  const own = standing[path];
  return {
    state: {
      path,
      realPath: path,
      kind: own == null ? 'missing' : 'file',
      inode: own == null ? null : 7,
      ...(own == null ? { owner: null, group: null, mode: null } : ownership(own)),
      acl: [],
      folders,
      ...more,
    },
    nearest: own == null ? (folders.findLast(({ exists }) => exists)?.path ?? '/') : path,
    may: Object.entries(may).map(([user, letters]) => ({ user, letters })),
    mount: { at: '/', totalKb: 1_000_000, freeKb: 500_000, inodes: 1000, freeInodes: 900 },
  };
}

function ownership(listed: Listed | null): Pick<FolderState, 'owner' | 'group' | 'mode'> {
  const [mode = '0755', owner = 'root', group = 'root'] = listed?.split(' ') ?? [];
  return { owner, group, mode };
}

/** What was told of a path that a log names. */
export const names = (host: Draft, ...paths: readonly NamedPath[]): void =>
  void host.namedPaths.push(...(structuredClone(paths) as Draft['namedPaths']));

/** nginx's own complaint of a path, with its errno. */
export const nginxSays = (message: string, more: Partial<LogLine> = {}): LogLine =>
  probeLine(message, { errno: Number(/\((\d+): /.exec(message)?.[1]), upstream: null, level: 'crit', ...more });

/** What PHP sent to nginx. */
export const phpSays = (text: string, more: Partial<LogLine> = {}): LogLine =>
  probeLine(`FastCGI sent in stderr: "${text}" while reading response header from upstream`, more);
