import type { LogLine } from '../../facts/log-line.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { Link } from '../../facts/topology.ts';
import type { Evidence } from '../finding.ts';
import { lastChangeOf } from '../state/fpm-state.ts';
import { sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { logEvidence, upstreamAddress } from './log-evidence.ts';

/**
 * nginx's lines of these kinds on the addresses of these links, since PHP-FPM last started, reloaded or stopped and nginx
 * last read its configuration.
 */
export function upstreamLines(
  {
    logLines,
    units,
    processes,
    paths = [],
  }: Partial<Pick<ReadableFacts, 'logLines' | 'units' | 'processes' | 'paths'>>,
  links: readonly Link[],
  matches: (line: LogLine) => boolean,
  program?: FpmProgram,
): readonly Evidence[] {
  const fpm = program === undefined ? 0 : lastChangeOf(program, units, processes);
  return logEvidence(logLines, {
    program: 'nginx',
    since: Math.max(fpm, nginxLoadedAt(processes ?? []) ?? 0),
    matches: (line) => {
      const upstream = upstreamAddress(line);
      if (upstream === null || !matches(line)) return false;
      return links.some(({ target: { address } }) => address !== null && sameAddress(address, upstream, paths));
    },
  });
}
