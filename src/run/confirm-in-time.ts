import { setTimeout as pause } from 'node:timers/promises';
import { confirm } from '../apply/settle.ts';
import type { ConfirmOutcome } from '../apply/settlement/outcome.ts';
import type { Result } from '../base/result.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { SessionError, WriteSession } from '../transport/session.ts';
import type { ApplyIntent } from './apply-intent.ts';
import type { Fleet } from './fleet.ts';
import { reconnect } from './reconnect.ts';
import { stopwatch } from './stopwatch.ts';

const BETWEEN_TRIES_MS = 500;

/**
 * Keeps what a run has done to a host. Where that could not be said, or no answer came, it is said again over a new
 * connection, until the host must have undone it: a repair that is good is not lost for a connection that is not.
 */
export async function confirmInTime(
  fleet: Fleet,
  connection: Connection,
  session: WriteSession,
  { run, confirmWithinSeconds }: Pick<ApplyIntent, 'run' | 'confirmWithinSeconds'>,
): Promise<Result<ConfirmOutcome, SessionError>> {
  const elapsed = stopwatch();
  let told = await confirm(session, run);
  while (!isAnswered(told) && elapsed() < confirmWithinSeconds * 1000) {
    await pause(BETWEEN_TRIES_MS);
    const opened = await reconnect(fleet, connection, confirmWithinSeconds - elapsed() / 1000);
    if (!opened.ok) return opened;
    try {
      told = await confirm(opened.value.writing, run);
    } finally {
      opened.value.close();
    }
  }
  return told;
}

/** A script that was cut off says nothing of what it did. */
const isAnswered = (told: Result<ConfirmOutcome, SessionError>): boolean =>
  told.ok && !(told.value.kind === 'nothing-open' && told.value.state === 'unknown');
