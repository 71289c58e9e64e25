import { whyRefused } from '../facts/unit-refusals.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { refuses } from '../facts/programs.ts';
import { answers } from '../facts/same-host.ts';
import type { Site } from '../facts/topology.ts';
import type { Unit } from '../facts/system.ts';
import { defineCheck } from './define-check.ts';
import { unitEvidence } from './evidence/evidence.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { shortName } from './state/fpm-state.ts';
import { nginxMaster, nginxUnitOf } from './state/nginx-state.ts';
import { whyBarred } from './state/obstacles.ts';
import { nginxStartFault } from './starts/nginx-start.ts';
import { startKey } from './starts/start-fault.ts';

/** nginx doesn't run though it is there to serve sites. */
export const nginxStopped = defineCheck({
  cause: 'nginx-stopped',
  station: 'nginx',
  level: 'guarded',
  severity: 'critical',
  title: 'nginx is not running',
  reads: ['nginx', 'processes', 'sites'],
  consults: ['units', 'tcpListeners', 'ownerSearch', 'paths', 'unixListeners'],
  run: (facts) => {
    const { nginx, processes, sites, units, tcpListeners } = facts;
    if (nginxMaster(processes) !== undefined) return [];
    const unit = nginxUnitOf(nginx, units ?? [], processes);
    if (unit !== undefined && (unit.active === 'active' || unit.active === 'activating')) return [];
    if (unit?.enabled !== 'enabled' && sites.length === 0) return [];
    const taken = takenPort(sites, tcpListeners ?? []);
    const start = nginxStartFault({ ...facts, units: units ?? [] });
    const why =
      whyNot(unit) ||
      whyBarred(start === null ? [] : [startKey(start)]) ||
      (refuses(nginx.test) ? `${nginx.testCommand.join(' ')} must pass first` : '') ||
      (taken === undefined ? '' : `port ${taken.port} is held by ${taken.process ?? `process ${taken.pid ?? '?'}`}`);
    return [
      {
        subject: unit?.name ?? nginx.configPath,
        message: `${unit === undefined ? 'nginx does not run' : `${shortName(unit.name)} is ${unit.active}`}, so none of ${sites.length} site${sites.length === 1 ? '' : 's'} answers`,
        evidence: [unit === undefined ? noProcess : unitEvidence(unit)],
        ...remedyOr(why, () => ({
          ...service({ unit: unit?.name ?? '', state: 'started' }),
          ...(unit !== undefined && wasPutAway(unit) ? { level: 'approve' as const } : {}),
        })),
        sites: sites.map(({ id }) => id),
        because: [
          ...(refuses(nginx.test) ? [`nginx-config-invalid:${nginx.configPath}`] : []),
          ...(start === null ? [] : [startKey(start)]),
        ],
      },
    ];
  },
});

const noProcess: Evidence = { source: 'ps', line: null, text: 'no nginx master process', at: null };

/** Whether somebody wants it to stay down: it is stopped, and no boot starts it. */
const wasPutAway = ({ active, enabled, wantedBy }: Unit): boolean =>
  active === 'inactive' && enabled === 'disabled' && (wantedBy ?? []).length === 0;

function whyNot(unit: Unit | undefined): string {
  if (unit === undefined) return 'no systemd unit runs nginx; whoever starts it by hand must do so again';
  return whyRefused(unit, 'start');
}

/** Who holds a port that nginx would have to bind; `nginx -t` doesn't see that. */
function takenPort(sites: readonly Site[], listeners: ReadableFacts['tcpListeners']) {
  const wanted = sites.flatMap(({ listens }) => listens);
  return listeners.find(({ host, port }) =>
    wanted.some((listen) => listen.port === port && answers(host, listen.host)),
  );
}
