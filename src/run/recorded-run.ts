import type { JsonObject } from '../base/json.ts';
import type { RunEvent, RunStarted } from './events.ts';
import type { HostReport } from './host-report.ts';

/** A run as its journal tells it. */
export interface RecordedRun {
  readonly started: RunStarted;
  /** The last report of each host that was planned or finished, in the run's own order. */
  readonly hosts: readonly HostReport[];
  /** Null where the runner was stopped before the end. */
  readonly finished: { readonly at: string; readonly exitCode: number } | null;
}

/** Reads a run from its journal's lines; null where they don't begin as a run does. */
export function recordedRun(lines: readonly JsonObject[]): RecordedRun | null {
  const events = lines.filter((line) => typeof line['type'] === 'string') as unknown as readonly RunEvent[];
  const [started] = events;
  if (started?.type !== 'run-started') return null;
  const reports = new Map<string, HostReport>();
  let finished: RecordedRun['finished'] = null;
  for (const event of events) {
    if (event.type === 'host-planned' || event.type === 'host-finished') reports.set(event.host, event.report);
    if (event.type === 'run-finished') finished = { at: event.at, exitCode: event.exitCode };
  }
  return { started, hosts: started.hosts.flatMap((host) => reports.get(host) ?? []), finished };
}

/** The hosts on which a run left something that can be taken back, or may have. */
export const hostsToTakeBack = ({ hosts, finished }: RecordedRun): readonly string[] =>
  hosts
    .filter(
      ({ status, changes }) => status === 'changed' || (changes.length > 0 && mayBeOpen(status, finished === null)),
    )
    .map(({ host }) => host);

const mayBeOpen = (status: HostReport['status'], killed: boolean): boolean =>
  status === 'failed' || status === 'unreachable' || (killed && status === 'would-change');
