import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result } from '../base/result.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import type { Fleet } from './fleet.ts';
import type { LookView } from './host-report.ts';
import { look } from './look.ts';
import { whyNotBetter } from './verify.ts';

/** The second look, and why it isn't better than the first; no reason when it is. */
export interface Verdict {
  readonly after: LookView;
  readonly why: readonly string[];
}

/** Old workers of nginx still answer for a moment after a reload, so a bad look is asked again before it counts. */
const LOOKS = 6;
const BETWEEN_LOOKS_MS = 400;

/** An upstream that nginx has given up on isn't asked for ten seconds; servers that are back deserve that long. */
const LOOKS_AT_GIVEN_UP = 30;

/** Asks the same diagnosis again until it is better than before, or has had its chances. */
export async function verifyHost(
  session: ReadSession,
  fleet: Fleet,
  answered: ReadonlySet<string>,
  before: LookView,
): Promise<Result<Verdict, SessionError>> {
  let patience = LOOKS_AT_GIVEN_UP;
  for (let left = LOOKS - 1; ; left -= 1) {
    const again = await look(session, fleet);
    if (!again.ok) return again;
    const why = whyNotBetter(answered, before, again.value.view);
    const givenUp = again.value.view.findings.some(({ cause }) => cause === 'no-live-upstreams');
    if (givenUp && left === 0 && patience > 0) {
      patience -= 1;
      left += 1;
    }
    if (why.length === 0 || left === 0) return ok({ after: again.value.view, why });
    await pause(BETWEEN_LOOKS_MS);
  }
}
