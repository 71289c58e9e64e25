import type { SessionError } from '../transport/session.ts';
import { clean, cleanText } from './clean.ts';
import { NotRecorded } from './not-recorded.ts';
import type { HostError, HostReport, HostStatus } from './host-report.ts';

/** A report that says only how a host is; what was found and done is laid over it. */
export const emptyReport = (host: string, status: HostStatus, elapsedMs: number): HostReport => ({
  host,
  status,
  elapsedMs,
  findings: [],
  skipped: [],
  sites: [],
  asked: { answered: 0, broken: 0, notAsked: [], routes: { answered: 0, broken: 0, notAsked: [] } },
  visitors: [],
  timeline: [],
  timelineGaps: [],
  changes: [],
  refused: [],
  needsApproval: [],
  notes: [],
  questions: [],
  rehearsed: null,
  whyNotRehearsed: null,
  verify: null,
  revealed: [],
  afterwards: [],
  error: null,
  differences: [],
});

const ON_THE_HOST: ReadonlySet<SessionError['reason']> = new Set([
  'become-missing',
  'become-password-needed',
  'become-password-wrong',
  'become-needs-terminal',
  'become-rule-missing',
  'become-refused',
  'output-too-large',
  'exec-failed',
]);

/** A host that couldn't be reached or was lost is `unreachable`; one that let us in and then refused is `failed`. */
export function sessionFailure(host: string, error: SessionError, elapsedMs: number): HostReport {
  const status = ON_THE_HOST.has(error.reason) ? 'failed' : 'unreachable';
  return { ...emptyReport(host, status, elapsedMs), error: clean(error) };
}

/** A bug of Suture's own: that one host's outcome, with its cause and what was known kept, never the fleet's end. */
export function internalFailure(report: HostReport, thrown: unknown): HostReport {
  if (thrown instanceof NotRecorded) return { ...report, status: 'refused', error: notRecorded(thrown) };
  const message = cleanText(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  const error: HostError = { reason: 'internal', message, hint: 'this is a bug in Suture; please report it' };
  return { ...report, status: 'failed', error };
}

const notRecorded = ({ message }: NotRecorded): HostError => ({
  reason: 'run-not-recorded',
  message: `${cleanText(message)}; so nothing was changed here`,
  hint: 'see to the state folder (`df`), and run again: --rerun RUN takes what this run has left',
});

/** A host with which nothing was begun any more, because somebody interrupted the program; its status stays. */
export const interruptedReport = (report: HostReport): HostReport => ({
  ...report,
  error: { reason: 'run-interrupted', message: 'interrupted; nothing was changed here', hint: null },
});
