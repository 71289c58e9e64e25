import type { JsonObject } from '../base/json.ts';
import { emptyReport } from './failed-report.ts';
import type { RunEvent, RunStarted } from './events.ts';
import type { HostReport } from './host-report.ts';

/** A run as its journal tells it. */
export interface RecordedRun {
  readonly started: RunStarted;
  /** The last report of each host that was planned or finished, in the run's own order. */
  readonly hosts: readonly HostReport[];
  /** The hosts on which changing was begun. */
  readonly touched: readonly string[];
  /** The hosts that have armed their switch: there the run has a transaction, unless it was removed since. */
  readonly begun: readonly string[];
  /** The hosts on which the transaction of its playbook's blocks was begun. */
  readonly afterwards: readonly string[];
  /** Null where the runner was stopped before the end. */
  readonly finished: { readonly at: string; readonly exitCode: number } | null;
}

/** Reads a run from its journal's lines; null where they don't begin as a run does. */
export function recordedRun(lines: readonly JsonObject[]): RecordedRun | null {
  const events = lines.filter((line) => typeof line['type'] === 'string') as unknown as readonly RunEvent[];
  const [started] = events;
  if (started?.type !== 'run-started') return null;
  const reports = new Map<string, HostReport>();
  const touched = new Set<string>();
  const begun = new Set<string>();
  const afterwards = new Set<string>();
  let finished: RecordedRun['finished'] = null;
  for (const event of events) {
    if (event.type === 'host-planned' || event.type === 'host-finished') {
      // An older journal's reports lack what was added since.
      reports.set(event.host, { ...emptyReport(event.host, event.report.status, 0), ...event.report });
    }
    if (event.type === 'host-changing') touched.add(event.host);
    if (event.type === 'host-afterwards') afterwards.add(event.host);
    if (event.type === 'transaction' && event.event.kind === 'armed') begun.add(event.host);
    if (event.type === 'run-finished') finished = { at: event.at, exitCode: event.exitCode };
  }
  const hosts = started.hosts.flatMap((host) => reports.get(host) ?? []);
  return { started, hosts, touched: [...touched], begun: [...begun], afterwards: [...afterwards], finished };
}

/** The hosts of a run that did not end ok or changed, whatever the reason; those that it never came to as well. */
export function hostsNotDone({ started, hosts }: RecordedRun): readonly string[] {
  const done = new Set(hosts.flatMap(({ host, status }) => (status === 'ok' || status === 'changed' ? [host] : [])));
  return started.hosts.filter((host) => !done.has(host));
}

/** The hosts on which a run left something that can be taken back, or may have. */
export const hostsToTakeBack = ({ hosts, touched, afterwards }: RecordedRun): readonly string[] =>
  hosts
    .filter(({ host, status }) => touched.includes(host) && (MAY_BE_OPEN.has(status) || afterwards.includes(host)))
    .map(({ host }) => host);

/** The hosts on which a run may have left its transaction open, as far as its own journal tells. */
export const hostsLeftOpen = ({ hosts, touched }: RecordedRun): readonly string[] =>
  touched.filter((name) => {
    const report = hosts.find(({ host }) => host === name);
    return report === undefined || mayBeOpen(report);
  });

/** Whether a host that was being changed may have been left with an open transaction, by its last report. */
export const mayBeOpen = ({ status }: Pick<HostReport, 'status'>): boolean =>
  status !== 'changed' && MAY_BE_OPEN.has(status);

/** A host whose last word is `would-change` was being changed when the runner was stopped. */
const MAY_BE_OPEN: ReadonlySet<HostReport['status']> = new Set(['changed', 'failed', 'unreachable', 'would-change']);
