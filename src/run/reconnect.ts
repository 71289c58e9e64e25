import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../base/result.ts';
import type { Connection } from '../inventory/inventory.ts';
import type { OpenHost, SessionError } from '../transport/session.ts';
import type { Fleet } from './fleet.ts';
import { stopwatch } from './stopwatch.ts';

const BETWEEN_TRIES_MS = 2000;

/** What an undo by the host itself may take once its time to be confirmed is over. */
const TO_UNDO_SECONDS = 30;

/** Opens a new way to a host that was lost, trying until what is open there must have been undone by the host itself. */
export async function reconnect(
  fleet: Fleet,
  connection: Connection,
  confirmWithinSeconds: number,
): Promise<Result<OpenHost, SessionError>> {
  const elapsed = stopwatch();
  for (;;) {
    const opened = await fleet.open(connection);
    const isOver = fleet.signal.aborted || elapsed() > (confirmWithinSeconds + TO_UNDO_SECONDS) * 1000;
    if (opened.ok || isOver) return opened;
    await pause(BETWEEN_TRIES_MS, undefined, { signal: fleet.signal }).catch(() => undefined);
  }
}
