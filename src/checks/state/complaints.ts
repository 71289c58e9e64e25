import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { type Answered, answersOf } from '../../facts/site-answers.ts';
import type { Site } from '../../facts/topology.ts';
import { probeLines } from '../evidence/probe-lines.ts';
import type { Severity } from '../finding.ts';
import { nginxLoadedAt } from './nginx-state.ts';

/** What nginx complains of on a site's requests since it last read its files. */
export interface Complaints {
  /** Our own requests that it complained of. */
  readonly own: readonly Answered[];
  /** All lines, of visitors and of our own requests; at least one. */
  readonly lines: readonly [LogLine, ...LogLine[]];
  readonly last: LogLine;
  /** Critical where our own request met it, a warning where several visitors did. */
  readonly severity: Severity;
}

/** So many lines of visitors, with our own requests answered well, are more than a chance. */
const SEVERAL = 3;

type Facts = Pick<ReadableFacts, 'siteStatuses' | 'logLines' | 'identity'> &
  Partial<Pick<ReadableFacts, 'routeStatuses' | 'processes'>>;

/** nginx's complaints of one kind on a site, by the beginning of the line and by who was asked; null for too few of them. */
export function complaintsOf(
  site: Site,
  facts: Facts,
  pattern: RegExp,
  isOf: (line: LogLine) => boolean = () => true,
): Complaints | null {
  const since = nginxLoadedAt(facts.processes ?? []) ?? 0;
  const [first, ...others] = facts.logLines.filter(
    (line) =>
      line.program === 'nginx' &&
      line.at >= since &&
      // nginx names a site by its first name.
      (line.server === null || line.server === (site.names[0] ?? '')) &&
      pattern.test(line.message) &&
      isOf(line),
  );
  if (first === undefined) return null;
  const own = answersOf(site, facts).filter(({ path }) => probeLines(site, facts, pattern, path).some(isOf));
  if (own.length === 0 && others.length + 1 < SEVERAL) return null;
  return {
    own,
    lines: [first, ...others],
    last: others.at(-1) ?? first,
    severity: own.length > 0 ? 'critical' : 'warning',
  };
}

/** Whether nginx spoke FastCGI with whom a line is about, which is PHP as a rule; a line that names nobody may be. */
export const isOfFastcgi = ({ upstream }: LogLine): boolean => upstream === null || upstream.startsWith('fastcgi:');

/** Whether nginx spoke HTTP, uwsgi, SCGI or gRPC with whom a line is about. */
export const isOfProxied = ({ upstream }: LogLine): boolean => upstream !== null && !upstream.startsWith('fastcgi:');
