import type { OpenHost } from '../transport/session.ts';
import type { ApplyIntent } from './apply-intent.ts';
import { clean } from './clean.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import type { Look } from './look.ts';
import { type PlannedOn, planLooked, type Prepared, type Ready, settled } from './prepare.ts';
import type { PlaybookIntent } from './playbook-intent.ts';

/** Faults that hide one another deeper than this are for a person to see. */
const ROUNDS = 3;

/** What the look after a repair has found, and the connection that it was asked over. */
interface Seen {
  readonly report: HostReport;
  readonly look: Look;
  readonly opened: OpenHost;
}

/**
 * Plans a further round for what the look after a repair has found: `ready` where there is one to apply, else `settled`
 * with what is left, and why. Writes nothing.
 */
export async function nextRound(
  fleet: Fleet,
  { further }: ApplyIntent,
  done: Ready,
  { report, look, opened }: Seen,
  waits: AbortSignal,
): Promise<Prepared> {
  if (further === undefined || report.findings.every(({ severity }) => severity === 'notice')) {
    return settled(report);
  }
  const earlier = [...done.earlier, done.plan];
  const count = earlier.reduce((sum, { changes }) => sum + changes.length, 0);
  const planned = await planLooked(causesOnly(further), opened.reading, look, count);
  if (planned.kind === 'settled') return settled(leaving(report, planned, ''));
  const why =
    whyStop(fleet, earlier.length) ?? ((await further.agreed(clean(planned.report), waits)) ? null : NOT_APPROVED);
  if (why !== null) return settled(leaving(report, planned, why));
  const { plan, report: next } = planned;
  const both = { ...report, ...next, changes: [...report.changes, ...next.changes] };
  const { verify, revealed } = report;
  const whole: HostReport = { ...both, verify, revealed };
  await fleet.listen({ type: 'host-planned', host: report.host, report: clean(whole) });
  return { ...done, opened, look, plan, report: whole, earlier };
}

/** A step that answers no cause has had its turn in the first round; a handler has one whenever it is notified. */
const causesOnly = (intent: PlaybookIntent): PlaybookIntent => ({
  ...intent,
  stepsFor: (host) => intent.stepsFor(host).filter(({ cause, handler }) => cause !== null || handler !== undefined),
});

const NOT_APPROVED = 'this came to light later, and its plan was not approved';

function whyStop({ signal }: Fleet, rounds: number): string | null {
  if (signal.aborted) return 'interrupted before this was begun';
  return rounds < ROUNDS ? null : `this came to light after ${ROUNDS} rounds; run again`;
}

/** A report that keeps what was repaired, and says of the rest why it is left. */
function leaving(report: HostReport, planned: PlannedOn, why: string): HostReport {
  const { refused, needsApproval, error } = planned.report;
  const answered = planned.kind === 'planned' ? planned.plan.answered : [];
  return {
    ...report,
    refused: [
      ...refused,
      ...answered.map((finding) => ({ finding, why })),
      ...(error === null ? [] : [{ finding: null, why: error.message }]),
    ],
    needsApproval,
  };
}
