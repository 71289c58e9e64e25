import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { isBroken } from './site-status.ts';

/** What nginx wrote of one want since it last read its files, and whom it hits as the probe asks. */
export interface Want {
  readonly lines: readonly LogLine[];
  /** Whether sites fail now, and nginx wrote so of the probe's own requests. */
  readonly critical: boolean;
  /** The sites that fail now, else all that nginx asks PHP for. */
  readonly sites: readonly string[];
}

/** nginx's clock, which its log is written by, may be behind by a moment. */
const CLOCKS_APART = 2;

/** nginx's own lines that match, on no site or one that asks for PHP; what PHP wrote to its log is not nginx's word. */
export function wantOf(
  facts: Pick<ReadableFacts, 'identity' | 'sites' | 'siteStatuses' | 'logLines'> &
    Partial<Pick<ReadableFacts, 'processes'>>,
  matches: (line: LogLine) => boolean,
): Want {
  const since = nginxLoadedAt(facts.processes ?? []) ?? 0;
  const asking = facts.sites.filter(({ targets }) => targets.length > 0);
  const lines = facts.logLines.filter(
    (line) =>
      line.program === 'nginx' &&
      line.at >= since &&
      // nginx names a site by its first name.
      (line.server === null || asking.some(({ names }) => (names[0] ?? '') === line.server)) &&
      !line.message.startsWith('FastCGI sent in stderr') &&
      matches(line),
  );
  const failing = facts.siteStatuses.filter((status) => isBroken(status) || status.status === 500);
  const critical = failing.length > 0 && lines.some(({ at }) => at >= facts.identity.now - CLOCKS_APART);
  return {
    lines,
    critical,
    sites: critical ? failing.map(({ site }) => site) : asking.map(({ id }) => id),
  };
}

/** How many of these lines were written in the second that has the most of them. */
export function mostInOneSecond(lines: readonly LogLine[]): number {
  const counts = new Map<number, number>();
  for (const { at } of lines) counts.set(Math.floor(at), (counts.get(Math.floor(at)) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
