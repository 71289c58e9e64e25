import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result } from '../base/result.ts';
import { type Finding, findingKey } from '../checks/finding.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import type { Fleet } from './fleet.ts';
import type { LookView } from './host-report.ts';
import { type Look, look } from './look.ts';
import { stopwatch } from './stopwatch.ts';
import { comeToLight, whyNotBetter } from './verify.ts';

/** The second look, why it isn't better than the first (no reason when it is), and what the first could not see. */
export interface Verdict {
  readonly after: Look;
  readonly why: readonly string[];
  readonly revealed: readonly Finding[];
}

/** Old workers of nginx still answer for a moment after a reload, so a bad look is asked again before it counts. */
const LOOKS = 6;
const BETWEEN_LOOKS_MS = 400;

/** What was hidden is believed sooner: nothing is taken back for it. */
const LOOKS_AT_REVEALED = 3;

/** An upstream that nginx has given up on isn't asked for ten seconds (`fail_timeout`); servers that are back deserve that. */
const GIVEN_UP_MS = 13_000;

/** Asks the same diagnosis again, of a host whose lock is ours, until it is better than before, or has had its chances. */
export async function verifyHost(
  session: ReadSession,
  fleet: Fleet,
  answered: ReadonlySet<string>,
  before: LookView,
): Promise<Result<Verdict, SessionError>> {
  const elapsed = stopwatch();
  const repaired = before.findings.filter((finding) => answered.has(findingKey(finding))).flatMap(({ sites }) => sites);
  for (let looks = 1; ; looks += 1) {
    const again = await look(session, fleet, { sitesFirst: repaired, ours: true });
    if (!again.ok) return again;
    const after = again.value;
    const why = whyNotBetter(answered, before, after.view);
    const revealed = comeToLight(answered, before, after.view);
    const mayRecover =
      after.view.findings.some(({ cause }) => cause === 'no-live-upstreams') && elapsed() < GIVEN_UP_MS;
    const due = why.length > 0 ? LOOKS : revealed.length > 0 ? LOOKS_AT_REVEALED : 1;
    const enough = looks >= due;
    if (enough && !mayRecover) return ok({ after, why, revealed });
    await pause(BETWEEN_LOOKS_MS);
  }
}
