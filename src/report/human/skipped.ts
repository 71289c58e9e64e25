import { needsRoot } from '../../facts/fact.ts';
import type { HostReport } from '../../run/host-report.ts';
import { type Group, groupBy } from './group.ts';
import { names } from './names.ts';
import type { Page } from './page.ts';
import { inLine, plural, wrap } from './wrap.ts';

/** What nobody could tell, said once for all hosts that are alike in it. */
export function skippedLines(hosts: readonly HostReport[], { width, verbosity }: Page): readonly string[] {
  const all = hosts.flatMap(({ host, skipped }) => skipped.map(({ cause, why }) => ({ host, cause, why })));
  if (all.length === 0) return [];
  if (verbosity === 0) {
    const count = new Set(all.map(({ host }) => host)).size;
    const causes = [...new Set(all.map(({ cause }) => cause))];
    const how = all.some(({ why }) => needsRoot(why)) ? ', looked at without root' : '';
    return [
      '',
      ...wrap(`not checked on ${plural(count, 'host')}${how}: ${causes.join(', ')} (-v says why)`, width, ''),
    ];
  }
  const reasons = groupBy(all, ({ cause, why }) => `${cause}\0${why}`);
  const alike = groupBy(reasons, (group) => JSON.stringify([group[0].why, ...group.map(({ host }) => host)]));
  return ['', 'not checked', ...alike.flatMap((groups) => reasonLines(groups, width))];
}

interface HostSkipped {
  readonly host: string;
  readonly cause: string;
  readonly why: string;
}

/** Causes that the same hosts lack for the same reason. */
function reasonLines(groups: Group<Group<HostSkipped>>, width: number): readonly string[] {
  const [[{ why }]] = groups;
  const causes = groups.map(([{ cause }]) => cause);
  const hosts = groups[0].map(({ host }) => host);
  return wrap(`${causes.join(', ')} on ${names(hosts)}: ${inLine(why)}`, width, '  ');
}
