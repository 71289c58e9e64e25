import { ok, type Result } from '../base/result.ts';
import type { SessionError, WriteSession } from '../transport/session.ts';
import { newBoundary } from './boundary.ts';
import { assertTransactionId } from './journal/run-id.ts';
import { type HostPlaces, hostPlaces } from './places.ts';
import type { ConfirmOutcome, UndoOutcome } from './settlement/outcome.ts';
import { confirmScript, undoRunScript } from './settlement/scripts.ts';
import type { TransactionEvent } from './transaction/event.ts';
import { failuresOf } from './transaction/outcome.ts';
import { performFramed } from './transaction/perform.ts';

/** Whatever an undo has to do is bounded for itself; as a whole it may take as long as the most patient plan has. */
const UNDO_TIMEOUT_MS = 2_000_000;

const ignore = (): void => undefined;

/** How a run is to be undone. */
export interface UndoOptions {
  /** Puts old files back over versions that somebody made since, which are kept aside. */
  readonly force?: boolean;
  /** Leaves a run alone that is confirmed: settles, and takes nothing back. */
  readonly onlyOpen?: boolean;
  /** The run is another runner's: where a process of the host's is at it just now, that is left alone and the undo refused. */
  readonly fromElsewhere?: boolean;
  readonly places?: HostPlaces;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: TransactionEvent) => void;
}

/** Keeps what a run did to a host; asking twice does no harm. */
export async function confirm(
  session: WriteSession,
  run: string,
  { places = hostPlaces, timeoutMs = 30_000 } = {},
): Promise<Result<ConfirmOutcome, SessionError>> {
  assertTransactionId(run);
  const boundary = newBoundary();
  const told = await performFramed(session, confirmScript(places, run, boundary), boundary, timeoutMs, ignore);
  return told.ok ? ok(confirmOutcome(told.value.at(-1))) : told;
}

function confirmOutcome(last: TransactionEvent | undefined): ConfirmOutcome {
  switch (last?.kind) {
    case 'confirmed':
      return { kind: 'confirmed' };
    case 'refused':
      return { kind: 'refused', reason: last.reason, why: last.why };
    case 'settled':
      if (last.state === 'confirmed') return { kind: 'already-confirmed' };
      return last.state === 'undone' ? { kind: 'already-undone' } : { kind: 'nothing-open', state: last.state };
    default:
      return { kind: 'nothing-open', state: 'unknown' };
  }
}

/** Takes a run back on a host, open or, unless `onlyOpen`, confirmed, by the undo that the host keeps; with force over newer versions too. */
export async function undo(
  session: WriteSession,
  run: string,
  {
    force = false,
    onlyOpen = false,
    fromElsewhere = false,
    places = hostPlaces,
    timeoutMs = UNDO_TIMEOUT_MS,
    onEvent = ignore,
  }: UndoOptions = {},
): Promise<Result<UndoOutcome, SessionError>> {
  assertTransactionId(run);
  const boundary = newBoundary();
  const told = await performFramed(
    session,
    undoRunScript(places, run, boundary, { force, onlyOpen, fromElsewhere }),
    boundary,
    timeoutMs,
    onEvent,
  );
  return told.ok ? ok(undoOutcome(told.value)) : told;
}

function undoOutcome(events: readonly TransactionEvent[]): UndoOutcome {
  const last = events.at(-1);
  switch (last?.kind) {
    case 'undone':
      return { kind: 'undone', kept: keptOf(events) };
    case 'undo-refused':
      return {
        kind: 'changed-since',
        paths: events.flatMap((event) => (event.kind === 'changed-since' ? [{ path: event.path, by: event.by }] : [])),
      };
    case 'held':
      return { kind: 'locked', holder: last.holder };
    case 'refused':
      return { kind: 'refused', reason: last.reason, why: last.why };
    case 'settled':
      return last.state === 'undone' ? { kind: 'already-undone' } : { kind: 'nothing-to-undo', state: last.state };
    default:
      return {
        kind: 'failed',
        failures: [...failuresOf(events), ...(last?.kind === 'undo-failed' ? [] : ['the undo was cut short'])],
      };
  }
}

const keptOf = (events: readonly TransactionEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'restored' && event.how === 'kept-theirs' && event.keptAs !== null
      ? [{ path: event.path, keptAs: event.keptAs }]
      : [],
  );
