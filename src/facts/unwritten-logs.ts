import { onceForEach } from '../base/once-for-each.ts';
import type { Place } from '../base/place.ts';
import { type ErrorLog, serverErrorLogs } from './nginx-logs.ts';
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
  const servers = new Map(directivesNamed(httpOf(directives), 'server').map((server) => [keyOf(server), server]));
  const logsOf = serverErrorLogs({ directives, prefix: nginx.prefix });
  const byReason = new Map<string, string[]>();
  for (const { id, place, targets, proxies } of sitesOf(nginx)) {
    const server = servers.get(keyOf(place));
    if (server === undefined || targets.length + proxies.length === 0) continue;
    const logs = logsOf(server);
    const [first] = logs;
    if (first === undefined || logs.some(isTold)) continue;
    const alike = byReason.get(reasonOf(first));
    if (alike === undefined) byReason.set(reasonOf(first), [id]);
    else alike.push(id);
  }
  return [...byReason].map(([reason, sites]) => `nginx's errors of ${named(sites)} ${reason}`);
});

const keyOf = ({ file, line, column }: Place): string => `${line}:${column}:${file}`;

const isTold = ({ target, level }: ErrorLog): boolean => target.kind !== 'elsewhere' && TELLING.has(level);

const reasonOf = ({ target, level, place }: ErrorLog): string =>
  target.kind === 'elsewhere'
    ? `go to ${target.written}, which is not read (${place.file}:${place.line})`
    : `are written from level ${level} on only (${place.file}:${place.line})`;

const named = (sites: readonly string[]): string =>
  sites.length <= 3 ? sites.join(', ') : `${sites.slice(0, 3).join(', ')} and ${sites.length - 3} more`;
