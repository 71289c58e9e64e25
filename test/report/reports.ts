import { emptyReport } from '../../src/run/failed-report.ts';
import { judged } from '../../src/run/check.ts';
import type { HostReport, RunReport } from '../../src/run/host-report.ts';
import { judge } from '../../src/run/look.ts';
import { plannedReport } from '../../src/run/planned-report.ts';
import { planHost } from '../../src/playbook/plan-host.ts';
import type { RunPage } from '../../src/report/human/page.ts';
import { type Draft, hostFacts } from '../checks/host.ts';
import { fix502 } from '../playbook/play.ts';

export const RUN = '20261121T074512Z-k3f9';

/** A page of 80 columns without colour. */
export const page = (rest: Partial<RunPage> = {}): RunPage => ({
  paint: (_, text) => text,
  width: 80,
  verbosity: 0,
  options: ['-i', 'fleet.yml'],
  limit: null,
  diff: false,
  again: ['run', 'fix-502'],
  ...rest,
});

/** What `check` makes of a changed host. */
export const checked = (host: string, change?: (host: Draft) => void): HostReport =>
  judged(host, judge(hostFacts(change)), 403);

/** What `run` makes of a changed host before it applies anything. */
export function planned(host: string, change?: (host: Draft) => void): HostReport {
  const { facts, diagnosis, view } = judge(hostFacts(change));
  const plan = planHost(fix502(), { host, facts, diagnosis }, () => false);
  const report = plannedReport({ ...emptyReport(host, 'ok', 403), ...view }, plan);
  return report.status === 'would-change' ? { ...report, rehearsed: true } : report;
}

/** A host whose plan was applied, and is well since. */
export function changed(host: string, change: (host: Draft) => void): HostReport {
  const report = planned(host, change);
  const { findings, skipped, sites, asked, visitors, timeline, timelineGaps } = report;
  const after = judge(hostFacts()).view;
  return {
    ...report,
    ...after,
    status: 'changed',
    changes: report.changes.map((each) => ({ ...each, state: 'done' })),
    verify: { before: { findings, skipped, sites, asked, visitors, timeline, timelineGaps }, after },
  };
}

/** A host that couldn't be reached. */
export const unreachable = (host: string, address = host): HostReport => ({
  ...emptyReport(host, 'unreachable', 12),
  error: {
    reason: 'connection-refused',
    message: `${address}:22: nothing listens there (ECONNREFUSED)`,
    hint: 'is sshd running, and on this port?',
  },
});

export const checkRun = (...hosts: readonly HostReport[]): RunReport => ({
  run: RUN,
  command: 'check',
  dry: true,
  elapsedMs: 812,
  hosts,
});

export const runOf = (dry: boolean, ...hosts: readonly HostReport[]): RunReport => ({
  run: RUN,
  command: 'run',
  dry,
  elapsedMs: 12_345,
  hosts,
});

/** `web01`, `web02`, … */
export const webs = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `web${String(index + 1).padStart(2, '0')}`);

/** The same report of so many hosts. */
export const all = (count: number, report: HostReport, domain = ''): readonly HostReport[] =>
  webs(count).map((host) => ({ ...report, host: `${host}${domain}` }));
