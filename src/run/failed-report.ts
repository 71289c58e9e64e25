import type { SessionError } from '../transport/session.ts';
import type { HostError, HostReport, HostStatus } from './host-report.ts';

/** A report that says only how a host is; what was found and done is laid over it. */
export const emptyReport = (host: string, status: HostStatus, elapsedMs: number): HostReport => ({
  host,
  status,
  elapsedMs,
  findings: [],
  skipped: [],
  sites: [],
  timeline: [],
  timelineGaps: [],
  changes: [],
  refused: [],
  needsApproval: [],
  rehearsed: null,
  whyNotRehearsed: null,
  verify: null,
  error: null,
});

const ON_THE_HOST: ReadonlySet<SessionError['reason']> = new Set([
  'become-password-needed',
  'become-password-wrong',
  'become-refused',
  'become-missing',
  'output-too-large',
  'exec-failed',
]);

/** A host that couldn't be reached or was lost is `unreachable`; one that let us in and then refused is `failed`. */
export function sessionFailure(host: string, error: SessionError, elapsedMs: number): HostReport {
  const status = ON_THE_HOST.has(error.reason) ? 'failed' : 'unreachable';
  return { ...emptyReport(host, status, elapsedMs), error };
}

/** A bug of Suture's own: that one host's outcome, with its cause kept, never the fleet's end. */
export function internalFailure(host: string, thrown: unknown, elapsedMs: number): HostReport {
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const error: HostError = { reason: 'internal', message, hint: 'this is a bug in Suture; please report it' };
  return { ...emptyReport(host, 'failed', elapsedMs), error };
}
