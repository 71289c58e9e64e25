import type { PathState } from '../facts/file.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolsOf } from '../facts/pools.ts';
import { workersOf } from '../facts/pool-workers.ts';
import type { Process } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { addressLines } from './evidence/address-lines.ts';
import { pathEvidence, processEvidence } from './evidence/evidence.ts';
import { probeLines } from './evidence/probe-lines.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import type { Evidence } from './finding.ts';
import { nginxReload } from './remedies/reload-nginx.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { groupWanting, lackingGroups } from './state/lacking-groups.ts';
import { hasPool, whyNotStartable } from './state/fpm-state.ts';
import { nginxWorkers } from './state/nginx-state.ts';
import { pathOf } from './state/listeners.ts';
import { mayConnect, ownershipLetsRead } from './state/socket-access.ts';

/** A running worker lacks a group that its user was given since it was started, and without it can't reach what a site needs. */
export const groupNotLoaded = defineCheck({
  cause: 'group-not-loaded',
  station: 'door',
  level: 'guarded',
  severity: 'critical',
  title: 'A worker runs without a group that its user has by now',
  reads: ['nginx', 'processes', 'accounts', 'paths', 'routes', 'sites'],
  consults: ['units', 'fpm', 'links', 'logLines', 'identity', 'siteStatuses'],
  run: (facts) => [...ofNginx(facts), ...ofFpm(facts)],
});

type Facts = Pick<ReadableFacts, 'nginx' | 'processes' | 'accounts' | 'paths' | 'routes' | 'sites'> &
  Partial<Pick<ReadableFacts, 'units' | 'fpm' | 'links' | 'logLines' | 'identity' | 'siteStatuses'>>;

/** nginx's worker, by what the kernel answered when it was asked with that worker's own groups. */
function ofNginx(facts: Facts): readonly FindingDraft[] {
  const { processes, accounts, paths, routes } = facts;
  const [worker] = nginxWorkers(processes);
  if (worker === undefined || (lackingGroups(worker, accounts) ?? []).length === 0) return [];
  const denied = routes.flatMap(({ site, targets, reach }) =>
    targets.flatMap(({ address }) => {
      const path = reach === 'never' ? undefined : pathOf(address, paths);
      if (address === null || path?.nginxMayConnect !== false || path.kind !== 'socket') return [];
      const group = groupWanting(worker, path, accounts, (client, each) => mayConnect(client, each) === true);
      return group === null ? [] : [{ site, address, path, group }];
    }),
  );
  const [first] = denied;
  if (first === undefined) return [];
  const { unit, state, unreached, why } = nginxReload(facts);
  const all = [...new Map(denied.map((each) => [each.path.path, each])).values()];
  return [
    {
      subject: unit?.name ?? 'nginx',
      message: `nginx's workers run without the group ${first.group}, which ${worker.user} has by now, and so may not connect to ${all.map(({ path }) => path.path).join(', ')}${unreached === '' ? '' : `; ${unreached}`}`,
      evidence: [
        groupsEvidence(worker, facts),
        ...all.slice(0, 2).map(({ path }) => pathEvidence(path)),
        ...all.slice(0, 2).flatMap(({ address }) => addressLines(address, facts, [13])),
        processEvidence(worker),
      ],
      ...remedyOr(why, () => service({ unit: unit?.name ?? '', state }, state === 'reloaded' ? 'guarded' : 'approve')),
      sites: [...new Set(denied.map(({ site }) => site))],
    },
  ];
}

const NO_SCRIPT = /Primary script unknown|Unable to open primary script|Permission denied/;

/** PHP-FPM's workers, by scripts that they said they don't find. */
function ofFpm(facts: Facts): readonly FindingDraft[] {
  const { fpm = [], links = [], paths, processes, accounts, sites, units, logLines, identity } = facts;
  if (logLines === undefined || identity === undefined) return [];
  return fpm.flatMap((program): readonly FindingDraft[] => {
    const hits = poolsOf([program]).flatMap((pool) => {
      // Those that were started since have it.
      const worker = workersOf(pool, processes).find((each) => (lackingGroups(each, accounts) ?? []).length > 0);
      if (worker === undefined) return [];
      return sites.flatMap((site) => {
        const isAsked = links.some(
          (link) => link.target.site === site.id && link.pools.some(({ id }) => id === pool.id),
        );
        const lines = isAsked ? probeLines(site, { logLines, identity }, NO_SCRIPT) : [];
        const path = scriptOf(site, paths);
        if (lines.length === 0 || path === undefined || path.kind !== 'file') return [];
        const group = groupWanting(worker, path, accounts, ownershipLetsRead);
        return group === null ? [] : [{ site: site.id, pool, worker, path, group, lines }];
      });
    });
    const [first] = hits;
    if (first === undefined || !hasPool(program, first.pool)) return [];
    const why = whyNotStartable(program, units);
    return [
      {
        subject: program.unit ?? program.configPath,
        message: `the workers of pool ${first.pool.name} run without the group ${first.group}, which ${first.worker.user} has by now, and so may not read ${first.path.path}`,
        evidence: [
          groupsEvidence(first.worker, facts),
          pathEvidence(first.path),
          ...logEvidence(
            hits.flatMap(({ lines }) => lines),
            { program: 'nginx', since: 0, matches: () => true },
          ),
          processEvidence(first.worker),
        ],
        ...remedyOr(why, () => service({ unit: program.unit ?? '', state: 'reloaded' })),
        sites: [...new Set(hits.map(({ site }) => site))],
      },
    ];
  });
}

const scriptOf = ({ script }: ReadableFacts['sites'][number], paths: readonly PathState[]): PathState | undefined =>
  script.state === 'named' ? paths.find(({ path }) => path === script.path) : undefined;

/** The groups that the process has, and those that its user has by now. */
function groupsEvidence(process: Process, { accounts }: Facts): Evidence {
  const account = accounts.find(({ uid }) => uid === process.uid);
  return {
    source: `/proc/${process.pid}/status`,
    line: null,
    text: `Groups: ${process.groups.join(' ')}; id ${process.user}: ${(account?.groups ?? []).map((name, index) => `${account?.gids?.[index] ?? '?'}(${name})`).join(' ')}`,
    at: null,
  };
}
