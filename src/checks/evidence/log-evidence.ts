import type { LogLine } from '../../facts/log-line.ts';
import type { EvidenceDraft } from '../finding.ts';
import { showTime } from './evidence.ts';

export { upstreamAddress } from '../../facts/upstream-address.ts';

/** Which log lines support a finding. */
export interface LogQuery {
  readonly program: LogLine['program'];
  /** Seconds since the epoch: the last start or reload of the side that the lines speak of. */
  readonly since: number;
  readonly matches: (line: LogLine) => boolean;
}

/**
 * The lines that match, alike ones as one with their number (`×12`), the place and time of the last and the time of the first; at most three,
 * which speak for all that match.
 * Where no log could be read there is none.
 */
export function logEvidence(lines: readonly LogLine[] | undefined, query: LogQuery): readonly EvidenceDraft[] {
  const groups = new Map<string, { first: number; last: LogLine; all: LogLine[] }>();
  for (const line of lines ?? []) {
    if (line.program !== query.program || line.at < query.since || !query.matches(line)) continue;
    const key = `${line.source}\n${line.errno ?? without(line.message)}\n${line.upstream ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: line.at, last: line, all: [line] });
    else {
      group.all.push(line);
      group.first = Math.min(group.first, line.at);
      if (line.at >= group.last.at) group.last = line;
    }
  }
  const newest = [...groups.values()].toSorted((one, other) => other.last.at - one.last.at);
  const unshown = newest.slice(MOST_SHOWN).flatMap(({ all }) => all);
  return newest.slice(0, MOST_SHOWN).map(({ first, last, all }, index) => ({
    source: last.source,
    line: last.line,
    text: `${shortened(last.message)}${all.length > 1 ? ` ×${all.length}` : ''}`,
    at: showTime(last.at),
    ...(all.length > 1 ? { firstAt: showTime(first) } : {}),
    lines: index === 0 ? [...all, ...unshown] : all,
  }));
}

const MOST_SHOWN = 3;

/** The `upstream` block on all of whose servers nginx had given up, as it names it itself in this line; else null. */
export function upstreamGivenUp({ program, message, upstream }: LogLine): string | null {
  const isGivenUp =
    program === 'nginx' && upstream !== null && message.startsWith('no live upstreams while connecting to upstream');
  // `fastcgi://php`, `http://app/uri`.
  return isGivenUp ? upstream.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, '') : null;
}

// nginx numbers its connections (`*12`), so that no two lines are quite alike.
const without = (message: string): string => message.replace(/^\*\d+ /, '').slice(0, 120);

const shortened = (message: string): string => (message.length > 300 ? `${message.slice(0, 299)}…` : message);
