import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Site } from '../../facts/topology.ts';
import type { Evidence } from '../finding.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { logEvidence } from './log-evidence.ts';

/** nginx's clock, which its log is written by, may be behind by a moment. */
const CLOCKS_APART = 2;

/** From when on lines may speak of the probe's own requests, in seconds since the epoch. */
export const probedSince = ({ now }: ReadableFacts['identity']): number => now - CLOCKS_APART;

/**
 * What nginx wrote of the probe's own request to a site, by default the one for the site itself: lines of this site and path since the probe began, so that
 * they speak of the answer that was just seen, and of no visitor's.
 */
export function probeLines(
  site: Site,
  { identity, logLines }: Pick<ReadableFacts, 'identity' | 'logLines'>,
  pattern: RegExp,
  path: string = site.probePath,
): readonly LogLine[] {
  const since = probedSince(identity);
  return logLines.filter((line) => line.at >= since && speaksOf(site, line, path) && pattern.test(line.message));
}

/** The same kind of lines since nginx last read its configuration, alike ones as one with their number. */
export const siteLines = (
  site: Site,
  { logLines, processes }: Pick<ReadableFacts, 'logLines'> & Partial<Pick<ReadableFacts, 'processes'>>,
  pattern: RegExp,
): readonly Evidence[] =>
  logEvidence(logLines, {
    program: 'nginx',
    since: nginxLoadedAt(processes ?? []) ?? 0,
    matches: (line) => speaksOf(site, line) && pattern.test(line.message),
  });

// nginx names a site by its first name; a line that PHP's words filled to the brim has no room for site and request.
function speaksOf({ names, probePath }: Site, { program, server, request }: LogLine, path = probePath): boolean {
  if (program !== 'nginx' || (server !== null && server !== (names[0] ?? ''))) return false;
  return request === null || request.split(' ')[1]?.split('?')[0] === path;
}
