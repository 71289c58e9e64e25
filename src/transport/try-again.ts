import { setTimeout as delay } from 'node:timers/promises';
import { err, type Result } from '../base/result.ts';
import type { SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';

/** Why one attempt failed, and whether the server may think better of it. */
export interface FailedAttempt {
  readonly error: SessionError;
  readonly mayPass: boolean;
}

const attempts = 4;

/** Tries to log in; a server too busy to greet is tried again, all within the one deadline. */
export async function tryAgain<T>(
  { connectTimeoutMs, signal }: Pick<TransportOptions, 'connectTimeoutMs' | 'signal'>,
  tryOnce: (withinMs: number) => Promise<Result<T, FailedAttempt>>,
): Promise<Result<T, SessionError>> {
  const deadline = performance.now() + connectTimeoutMs;
  for (let attempt = 1; ; attempt += 1) {
    const tried = await tryOnce(deadline - performance.now());
    if (tried.ok) return tried;
    // Apart from each other, or all the hosts behind one busy sshd would come back at once.
    const pause = (100 + Math.random() * 400) * attempt;
    const inTime = performance.now() + pause < deadline && signal?.aborted !== true;
    if (!tried.error.mayPass || attempt === attempts || !inTime) return err(tried.error.error);
    await delay(pause);
  }
}
