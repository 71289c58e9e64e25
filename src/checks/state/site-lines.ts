import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Link, Site } from '../../facts/topology.ts';
import { upstreamAddress } from '../evidence/log-evidence.ts';
import { hasPool, lastChangeOf } from './fpm-state.ts';
import { sameAddress } from './listeners.ts';
import { nginxLoadedAt } from './nginx-state.ts';

/** A link and what nginx wrote of it. */
export interface LinkLines {
  readonly link: Link;
  readonly lines: readonly LogLine[];
}

/**
 * nginx's lines that match, by the link that they speak of, since nginx last read its files, and since PHP-FPM's last
 * start where `fpm` is given; links without any are left out.
 */
export function linesByLink(
  facts: Pick<ReadableFacts, 'links' | 'sites' | 'logLines'> & Partial<Pick<ReadableFacts, 'processes' | 'paths'>>,
  pattern: RegExp,
  { fpm = [], units }: Partial<Pick<ReadableFacts, 'fpm' | 'units'>> = {},
): readonly LinkLines[] {
  const since = nginxLoadedAt(facts.processes ?? []) ?? 0;
  const matching = facts.logLines.filter(
    ({ program, at, message }) => program === 'nginx' && at >= since && pattern.test(message),
  );
  if (matching.length === 0) return [];
  return facts.links.flatMap((link) => {
    const site = facts.sites.find(({ id }) => id === link.target.site);
    const programs = fpm.filter((program) => link.pools.some((pool) => hasPool(program, pool)));
    const started = Math.max(0, ...programs.map((program) => lastChangeOf(program, units, facts.processes)));
    const lines = matching.filter((line) => {
      const upstream = upstreamAddress(line);
      const { address } = link.target;
      return (
        site !== undefined &&
        line.at >= started &&
        speaksOf(site, line) &&
        upstream !== null &&
        address !== null &&
        sameAddress(address, upstream, facts.paths ?? [])
      );
    });
    return lines.length === 0 ? [] : [{ link, lines }];
  });
}

// nginx names a site by its first name.
const speaksOf = ({ names }: Site, { server }: LogLine): boolean => server === null || server === (names[0] ?? '');

/** The paths that lines name, each with its number, the most frequent first: `/report.php ×3`. */
export function pathsIn(lines: readonly LogLine[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { request } of lines) {
    const path = request?.split(' ')[1]?.split('?')[0];
    if (path !== undefined) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([path, count]) => (count === 1 ? path : `${path} ×${count}`));
}
