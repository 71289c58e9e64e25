import { onceForEach } from '../base/once-for-each.ts';
import type { Place } from '../base/place.ts';
import { errorLogsOfServer, type ErrorLog } from './nginx-logs.ts';
import { directivesNamed, httpOf, nginxTree } from './nginx-tree.ts';
import type { NginxProgram } from './programs.ts';
import { sitesOf } from './sites.ts';

/** Levels at which nginx tells of an upstream that fails, and less. */
const TELLING: ReadonlySet<string> = new Set(['debug', 'info', 'notice', 'warn', 'error']);

/**
 * Why no log tells what nginx sees of sites that PHP or a proxy answers: it is written elsewhere, or from a higher level
 * on; a sentence for each such place.
 */
export const unwrittenLogs = onceForEach((nginx: NginxProgram): readonly string[] => {
  const { directives } = nginxTree(nginx);
  const servers = directivesNamed(httpOf(directives), 'server');
  const byReason = new Map<string, string[]>();
  for (const { id, place, targets, proxies } of sitesOf(nginx)) {
    const server = servers.find(({ file, line, column }) => isAt(place, { file, line, column }));
    if (server === undefined || targets.length + proxies.length === 0) continue;
    const logs = errorLogsOfServer(server, { directives, prefix: nginx.prefix });
    const [first] = logs;
    if (first === undefined || logs.some(isTold)) continue;
    byReason.set(reasonOf(first), [...(byReason.get(reasonOf(first)) ?? []), id]);
  }
  return [...byReason].map(([reason, sites]) => `nginx's errors of ${named(sites)} ${reason}`);
});

const isAt = (one: Place, other: Place): boolean =>
  one.file === other.file && one.line === other.line && one.column === other.column;

const isTold = ({ target, level }: ErrorLog): boolean => target.kind !== 'elsewhere' && TELLING.has(level);

const reasonOf = ({ target, level, place }: ErrorLog): string =>
  target.kind === 'elsewhere'
    ? `go to ${target.written}, which is not read (${place.file}:${place.line})`
    : `are written from level ${level} on only (${place.file}:${place.line})`;

const named = (sites: readonly string[]): string =>
  sites.length <= 3 ? sites.join(', ') : `${sites.slice(0, 3).join(', ')} and ${sites.length - 3} more`;
