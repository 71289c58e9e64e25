import type { PathState } from '../../facts/file.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { mayBeLogOf } from '../../facts/fpm-logs.ts';
import type { SiteStatus } from '../../facts/network.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import { type Restriction, restrictionOf } from '../../facts/sandbox.ts';
import { pathsNamed, refusalIn } from '../../facts/start-words.ts';
import type { Unit } from '../../facts/system.ts';
import type { Link } from '../../facts/topology.ts';
import { upstreamAddress } from '../evidence/log-evidence.ts';
import { probeLines } from '../evidence/probe-lines.ts';
import { isBroken } from '../evidence/site-status.ts';
import type { Severity } from '../finding.ts';
import { hasPool, lastChangeOf, sitesOfLinks } from '../state/fpm-state.ts';
import { sameAddress } from '../state/listeners.ts';
import { explains } from './shut-out.ts';
import type { ServiceFacts } from './failed-starts.ts';

/** A running PHP-FPM whose unit's sandbox keeps a path from the scripts of its sites. */
export interface SandboxedUnit {
  readonly unit: Unit;
  readonly path: string;
  readonly restriction: Restriction;
  readonly severity: Severity;
  readonly sites: readonly string[];
  readonly statuses: readonly SiteStatus[];
  readonly states: readonly PathState[];
  readonly lines: readonly LogLine[];
}

type Facts = ServiceFacts & Partial<Pick<ReadableFacts, 'logLines' | 'identity'>>;

/** One for each PHP-FPM: a site's script that it can't see, else what its scripts were refused since it last started. */
export function sandboxedUnits(facts: Facts): readonly SandboxedUnit[] {
  const { fpm = [], links = [], units } = facts;
  return fpm.flatMap((program): readonly SandboxedUnit[] => {
    const unit = units.find(({ name }) => name === program.unit);
    const own = links.filter((link) => link.pools.some((pool) => hasPool(program, pool)));
    if (unit === undefined || program.masterPid === null || own.length === 0) return [];
    const found = [...hiddenScripts(unit, own, facts), ...refusedPaths(program, unit, own, facts)];
    const [first] = found.toSorted((one, other) =>
      one.severity === other.severity ? 0 : one.severity === 'critical' ? -1 : 1,
    );
    if (first === undefined) return [];
    return [
      {
        ...first,
        sites: [...new Set(found.flatMap(({ sites }) => sites))],
        statuses: found.flatMap(({ statuses }) => statuses),
        states: found.flatMap(({ states }) => states),
        lines: found.flatMap(({ lines }) => lines),
      },
    ];
  });
}

const NO_SCRIPT = /Primary script unknown|Unable to open primary script|No input file specified/;

/** Scripts that are there by all that root sees, and that FPM said it doesn't find. */
function hiddenScripts(unit: Unit, links: readonly Link[], facts: Facts): readonly SandboxedUnit[] {
  const { sites, siteStatuses = [], paths = [], logLines, identity } = facts;
  if (logLines === undefined || identity === undefined) return [];
  return sites.flatMap((site): readonly SandboxedUnit[] => {
    const status = siteStatuses.find((each) => each.site === site.id);
    if (status === undefined || !links.some(({ target }) => target.site === site.id)) return [];
    const lines = probeLines(site, { logLines, identity }, NO_SCRIPT);
    const { script } = site;
    const state = script.state === 'named' ? paths.find(({ path }) => path === script.path) : undefined;
    if (lines.length === 0 || state === undefined || state.kind === 'missing') return [];
    const restriction = restrictionOf(state.realPath, unit) ?? restrictionOf(state.path, unit);
    if (restriction?.how !== 'hidden') return [];
    return [
      {
        unit,
        path: state.path,
        restriction,
        severity: 'critical',
        sites: [site.id],
        statuses: [status],
        states: [state],
        lines,
      },
    ];
  });
}

/** Where PHP met it: the script itself is there. */
const PLACE = / in \/\S+(?:\(\d+\))?(?: on line |:)\d+/g;

/** What PHP said it was refused, to nginx or to a log of its own: a session's, an upload's, a cache's folder. */
function refusedPaths(program: FpmProgram, unit: Unit, links: readonly Link[], facts: Facts): readonly SandboxedUnit[] {
  const { logLines = [], siteStatuses = [], paths = [], units, processes, fpm = [], sites } = facts;
  const since = lastChangeOf(program, units, processes);
  const all = sitesOfLinks(links);
  const isOwn = (line: LogLine): boolean => {
    if (line.program !== 'nginx') return mayBeLogOf(program, line.source, fpm);
    const upstream = upstreamAddress(line);
    return (
      line.message.startsWith('FastCGI sent in stderr') &&
      upstream !== null &&
      links.some(({ target: { address } }) => address !== null && sameAddress(address, upstream, paths))
    );
  };
  const refused = logLines.flatMap((line) => {
    const refusal = line.at >= since ? refusalIn(line.message.replace(/^FastCGI sent in stderr: /, '')) : null;
    if (refusal === null || !isOwn(line)) return [];
    const hit = pathsNamed(line.message.replace(PLACE, ''))
      .map((path) => ({ path, restriction: restrictionOf(path, unit) }))
      .find(({ restriction }) => restriction !== null && explains(restriction, refusal, false));
    return hit?.restriction == null ? [] : [{ line, path: hit.path, restriction: hit.restriction }];
  });
  return refused.map(({ line, path, restriction }): SandboxedUnit => {
    const named = sites
      .filter(({ id, names }) => all.includes(id) && (names[0] ?? '') === line.server)
      .map(({ id }) => id);
    const hurt = named.length === 0 ? all : named;
    const isDown = siteStatuses.some((each) => hurt.includes(each.site) && (isBroken(each) || each.status === 500));
    return {
      unit,
      path,
      restriction,
      severity: isDown ? 'critical' : 'warning',
      sites: hurt,
      statuses: [],
      states: [],
      lines: [line],
    };
  });
}
