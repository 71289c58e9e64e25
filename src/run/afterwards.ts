import { undo } from '../apply/settle.ts';
import { afterwardsOf } from '../apply/journal/run-id.ts';
import { ownSeconds, undoSeconds } from '../plan/duration.ts';
import { numberedAfter } from '../plan/order.ts';
import type { Block } from '../playbook/playbook.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { applyHost } from './apply-host.ts';
import type { Fleet } from './fleet.ts';
import type { ChangeView, HostError, HostReport } from './host-report.ts';
import { prepare, type Ready } from './prepare.ts';
import { evaluationAfter } from './preview-blocks.ts';
import { reconnect } from './reconnect.ts';
import { takenBack, undoProblem } from './settle.ts';

/**
 * Does what a host's blocks say once its steps have ended, by a transaction of its own, compared with the look right before
 * it. The host's status stays that of its steps, unless a block goes wrong.
 */
export async function doAfterwards(
  fleet: Fleet,
  intent: ApplyIntent,
  ready: Ready,
  ended: HostReport,
): Promise<HostReport> {
  const { further, ...own } = intent;
  const { connection } = ready;
  const { host } = connection;
  if (further?.blocksFor === undefined || further.blocksFor(host, blocksAfter(ended)).length === 0) return ended;
  if (fleet.signal.aborted) return leftUndone(ended, 'interrupted before it was begun');
  const open = await settleOpen(fleet, intent, ready, ended);
  if (open.whyNot !== null) return leftUndone(ended, open.whyNot);
  const { report } = open;
  const steps = further.blocksFor(host, blocksAfter(report));
  if (steps.length === 0) return report;
  const evaluationFor = () => evaluationAfter(further, host, report.status);
  const blocks = { kind: 'playbook', approved: further.approved, stepsFor: () => steps, evaluationFor } as const;
  const prepared = await prepare(fleet, blocks, connection);
  if (prepared.kind === 'settled') return joined(report, prepared.report);
  try {
    const numbered = afterChanges(prepared, report.changes.length);
    await fleet.listen({ type: 'host-afterwards', host });
    const run = afterwardsOf(intent.run);
    return joined(report, await applyHost(fleet, { ...own, run }, numbered));
  } finally {
    prepared.opened.close();
  }
}

/** A host where nothing was begun has no blocks to be done: it is as it was. */
function blocksAfter({ status }: HostReport): readonly Block[] {
  if (status === 'changed') return ['always'];
  return status === 'rolled-back' || status === 'failed' || status === 'unreachable' ? ['on_failure', 'always'] : [];
}

/** Waits for a host that was lost or failed, and settles what is open there: what was confirmed stays. */
async function settleOpen(
  fleet: Fleet,
  { run, confirmWithinSeconds }: ApplyIntent,
  { connection, plan }: Ready,
  ended: HostReport,
): Promise<{ readonly report: HostReport; readonly whyNot: string | null }> {
  if (ended.status === 'changed' || ended.status === 'rolled-back') return { report: ended, whyNot: null };
  if (ended.error?.reason === 'undo-failed') return { report: ended, whyNot: 'its undo waits for a person' };
  const opened = await reconnect(fleet, connection, confirmWithinSeconds + ownSeconds(plan) + undoSeconds(plan));
  if (!opened.ok) return { report: ended, whyNot: `the host did not come back: ${opened.error.message}` };
  try {
    const told = await undo(opened.value.writing, run, { onlyOpen: true });
    if (!told.ok) return { report: ended, whyNot: `what is open there could not be settled: ${told.error.message}` };
    const { value } = told;
    if (value.kind === 'nothing-to-undo') {
      const report: HostReport = value.state === 'confirmed' ? { ...ended, status: 'changed', error: null } : ended;
      return { report, whyNot: null };
    }
    const problem = undoProblem(value);
    if (problem !== null) return { report: ended, whyNot: `what is open there could not be settled: ${problem}` };
    const error =
      ended.error === null ? null : { ...ended.error, hint: 'it came back, and everything was put back as it was' };
    return { report: { ...ended, status: 'rolled-back', changes: ended.changes.map(takenBack), error }, whyNot: null };
  } finally {
    opened.value.close();
  }
}

/** Changes have names of their own within a run. */
function afterChanges(ready: Ready, count: number): Ready {
  const plan = numberedAfter(count, ready.plan);
  const changes = ready.report.changes.map((change, index) => ({
    ...change,
    id: plan.changes[index]?.id ?? change.id,
  }));
  return { ...ready, plan, report: { ...ready.report, changes } };
}

const leftUndone = (ended: HostReport, why: string): HostReport => ({
  ...ended,
  status: ended.status === 'unreachable' ? 'unreachable' : 'failed',
  error: afterError(ended, { reason: 'not-begun', message: why, hint: null }),
});

/** What the steps came to, and what the blocks have done since. */
function joined(ended: HostReport, after: HostReport): HostReport {
  const hasLooked = after.findings.length + after.sites.length + after.skipped.length > 0;
  const { findings, skipped, sites, timeline, timelineGaps } = hasLooked ? after : ended;
  return {
    ...ended,
    ...{ findings, skipped, sites, timeline, timelineGaps },
    notes: [...ended.notes, ...after.notes],
    changes: [...ended.changes, ...after.changes.map((change): ChangeView => ({ ...change, afterwards: true }))],
    refused: [...ended.refused, ...after.refused.filter(({ finding }) => finding === null)],
    ...(after.error === null ? {} : { status: 'failed', error: afterError(ended, after.error) }),
  };
}

/** What nobody has put back is the graver news, and keeps its name and its hint. */
function afterError({ error }: HostReport, after: HostError): HostError {
  const told = `what was to be done afterwards was not: ${after.message}`;
  const message = error === null ? told : `${error.message}; and ${told}`;
  const grave = [error, after].find((each) => each !== null && NOT_PUT_BACK.has(each.reason));
  return { reason: grave?.reason ?? 'afterwards-failed', message, hint: (grave ?? after).hint };
}

const NOT_PUT_BACK: ReadonlySet<string> = new Set(['undo-failed', 'rollback-unverified', 'internal']);
