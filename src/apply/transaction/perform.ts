import { ok, type Result } from '../../base/result.ts';
import type { WriteScript } from '../../transport/script.ts';
import type { SessionError, WriteSession } from '../../transport/session.ts';
import type { TransactionEvent } from './event.ts';
import { parseTransactionLine } from './lines.ts';

const maxEvents = 10_000;

/** Runs a script that frames its lines with this boundary; hands over each event as it comes, then all of them. */
export async function performFramed(
  session: WriteSession,
  script: WriteScript,
  boundary: string,
  timeoutMs: number,
  onEvent: (event: TransactionEvent) => void,
): Promise<Result<readonly TransactionEvent[], SessionError>> {
  const events: TransactionEvent[] = [];
  const answer = await session.perform(script, { timeoutMs, maxOutputBytes: 4 * 1024 * 1024 }, (line) => {
    const event = events.length < maxEvents ? parseTransactionLine(boundary, line) : null;
    if (event === null) return;
    events.push(event);
    onEvent(event);
  });
  return answer.ok ? ok(events) : answer;
}
