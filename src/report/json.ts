import type { Finding } from '../checks/finding.ts';
import type { HostReport, LookView, RunReport } from '../run/host-report.ts';

/** The machine's view of a run, field by field as docs/cli.md promises it. */
export function toJson(report: RunReport): object {
  return {
    schema: 1,
    command: report.command,
    run: report.run,
    ...(report.command === 'check' ? {} : { check: report.dry }),
    elapsedMs: report.elapsedMs,
    ...(report.plan === undefined ? {} : { plan: report.plan }),
    summary: { hosts: report.hosts.length, ...counts(report) },
    hosts: report.hosts.map((host) => hostJson(report.command, host)),
  };
}

const CHECK_STATUSES = ['healthy', 'unhealthy', 'unknown', 'unreachable', 'failed'] as const;
const RUN_STATUSES = [
  'ok',
  'would-change',
  'changed',
  'rolled-back',
  'refused',
  'needs-approval',
  'unknown',
  'unreachable',
  'failed',
] as const;

/** How many hosts ended in each status that the command knows, zeros included. */
export function counts({ command, hosts }: Pick<RunReport, 'command' | 'hosts'>): Record<string, number> {
  const statuses = command === 'check' ? CHECK_STATUSES : RUN_STATUSES;
  return Object.fromEntries(statuses.map((status) => [status, hosts.filter((host) => host.status === status).length]));
}

/** One host, as it stands in the list of hosts. */
export function hostJson(command: RunReport['command'], host: HostReport): object {
  const look = {
    host: host.host,
    status: host.status,
    elapsedMs: host.elapsedMs,
    ...lookJson(host),
    ...timelineJson(host),
    ...errorJson(host),
  };
  if (command === 'check') return look;
  return {
    ...look,
    changes: host.changes,
    ...(host.afterwards.length === 0 ? {} : { afterwards: host.afterwards }),
    refused: host.refused,
    needsApproval: host.needsApproval,
    notes: host.notes,
    questions: host.questions,
    differences: host.differences,
    rehearsed: host.rehearsed ?? false,
    ...(host.whyNotRehearsed === null ? {} : { whyNotRehearsed: host.whyNotRehearsed }),
    revealed: host.revealed.map(findingJson),
    verify: host.verify === null ? null : { before: lookJson(host.verify.before), after: lookJson(host.verify.after) },
  };
}

/** What happened before is told once a host, not again for each look. */
const timelineJson = ({ timeline, timelineGaps }: LookView): object => ({ timeline, timelineGaps });

const lookJson = ({ findings, skipped, sites, asked, visitors }: LookView): object => ({
  findings: findings.map(findingJson),
  skipped,
  sites,
  asked,
  visitors,
});

function findingJson({ remedy, whyNoRemedy, ...finding }: Finding): object {
  if (remedy === null) return { ...finding, remedy, whyNoRemedy };
  const { step, level, summary, premises = [] } = remedy;
  return { ...finding, remedy: { step, level, summary, ...(premises.length === 0 ? {} : { premises }) } };
}

const errorJson = ({ error }: HostReport): object => (error === null ? {} : { error });
