import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import type { Link } from '../../facts/topology.ts';
import type { Evidence } from '../finding.ts';
import { lastChangeOf } from '../state/fpm-state.ts';
import { sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { logEvidence, upstreamAddress } from './log-evidence.ts';

/**
 * nginx's complaints of not reaching the addresses of these links, with one of these errno values, since PHP-FPM last
 * started, reloaded or stopped and nginx last read its configuration.
 */
export function connectLines(
  {
    logLines,
    units,
    processes,
    paths = [],
  }: Partial<Pick<ReadableFacts, 'logLines' | 'units' | 'processes' | 'paths'>>,
  links: readonly Link[],
  errnos: readonly number[],
  program?: FpmProgram,
): readonly Evidence[] {
  const fpm = program === undefined ? 0 : lastChangeOf(program, units, processes);
  return logEvidence(logLines, {
    program: 'nginx',
    since: Math.max(fpm, nginxLoadedAt(processes ?? []) ?? 0),
    matches: (line) => {
      const upstream = upstreamAddress(line);
      if (upstream === null || !errnos.includes(line.errno ?? -1)) return false;
      return links.some(({ target: { address } }) => address !== null && sameAddress(address, upstream, paths));
    },
  });
}
