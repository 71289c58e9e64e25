import type { HostReport, RunReport } from '../run/host-report.ts';

/** What a script learns from the exit status; the highest row of the contract that applies wins (docs/cli.md). */
export function exitCodeOf({ command, hosts }: RunReport): number {
  const any = (test: (host: HostReport) => boolean): boolean => hosts.some(test);
  if (any(({ error }) => error?.reason === 'internal')) return 1;
  if (any(({ error }) => error !== null && UNDO_FAILED.has(error.reason))) return 7;
  if (any(({ status }) => status === 'failed' || status === 'unknown')) return 4;
  const settles = command === 'rollback' || command === 'undo' || command === 'confirm';
  if (!settles && any(({ status }) => status === 'rolled-back')) return 6;
  if (any(({ status }) => status === 'unreachable')) return 5;
  if (any(isRefused)) return 8;
  if (settles) return any(({ status }) => status === 'would-change') ? 3 : 0;
  return any(hasFindingsLeft) ? 3 : 0;
}

/** Left alone for a reason of its own, or because a step of the play won't act; what is left of findings is told by them. */
const isRefused = ({ status, error, refused }: HostReport): boolean =>
  status === 'refused' && (error !== null || refused.some(({ finding }) => finding === null));

const UNDO_FAILED: ReadonlySet<string> = new Set(['undo-failed', 'rollback-unverified']);

function hasFindingsLeft({ findings, status }: HostReport): boolean {
  return (
    status === 'would-change' || status === 'needs-approval' || findings.some(({ severity }) => severity !== 'notice')
  );
}
