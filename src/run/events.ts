import type { RunnerProcess } from '../apply/journal/runner-process.ts';
import type { TransactionEvent } from '../apply/transaction/event.ts';
import type { HostReport } from './host-report.ts';

/** What happens during a run, in order; the journal keeps it, progress shows it. Times are ISO 8601 in UTC. */
export type RunEvent =
  | RunStarted
  | { readonly type: 'host-connected'; readonly host: string }
  | { readonly type: 'host-planned'; readonly host: string; readonly report: HostReport }
  /** From here on a host may be changed; ends with `host-finished`. */
  | { readonly type: 'host-changing'; readonly host: string }
  /** From here on a host may be changed by its playbook's blocks too, in a transaction of their own. */
  | { readonly type: 'host-afterwards'; readonly host: string }
  | { readonly type: 'transaction'; readonly host: string; readonly event: TransactionEvent }
  | { readonly type: 'host-finished'; readonly host: string; readonly report: HostReport }
  | { readonly type: 'run-finished'; readonly at: string; readonly exitCode: number };

/** Who does what to whom. */
export interface RunStarted {
  readonly type: 'run-started';
  readonly run: string;
  readonly at: string;
  readonly command: 'run' | 'apply' | 'rollback' | 'undo' | 'confirm';
  readonly who: string;
  readonly playbook: string | null;
  /** What stood in the playbook then, secrets taken out; runs of before 0.2 lack it, as they do the version. */
  readonly playbookText?: string;
  /** Suture's own version. */
  readonly version?: string;
  /** The run that is taken back or settled. */
  readonly of: string | null;
  /** The hash of the saved plan that is applied. */
  readonly plan?: string;
  readonly hosts: readonly string[];
  /** The runner's process; a run without an end whose process is gone was killed. Old journals lack it. */
  readonly process?: RunnerProcess;
}

/** Hears a run's events; a promise is waited for, so that the journal is on disk before the act. */
export type Listener = (event: RunEvent) => void | Promise<void>;
