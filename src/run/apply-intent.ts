import type { HostReport } from './host-report.ts';
import type { PlaybookIntent } from './playbook-intent.ts';
import type { HostRecord } from './record.ts';

/** What applying needs to know beyond the plan. */
export interface ApplyIntent {
  readonly run: string;
  /** `user@machine` of the person who runs Suture; the host's lock and log name them. */
  readonly who: string;
  /** Until a host that hears nothing more undoes by itself. */
  readonly confirmWithinSeconds: number;
  /** The same for a host of which a play says it; null for one of which none does. */
  readonly confirmWithinFor?: (host: string) => number | null;
  /** Resolves once what was seen of a host is on the runner's disk; rejects where it can't be kept. */
  readonly keepEvidence: (seen: HostRecord) => Promise<void>;
  /** What may be done about what comes to light; without it a plan is applied and nothing else. */
  readonly further?: Further;
}

/** How a run may go on with a host whose cured faults had hidden others. */
interface Further extends PlaybookIntent {
  /** Whether a later round's plan may be applied to its host; no once the signal says that the host waits no longer. */
  readonly agreed: (planned: HostReport, waits: AbortSignal) => Promise<boolean>;
}
