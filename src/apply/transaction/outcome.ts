import type { Drift, Holder, TransactionEvent } from './event.ts';

/** How applying a plan ended on a host; a lost connection is a SessionError instead, and the switch then decides. */
export type TransactionOutcome =
  /** Everything is done and every gate passed; the switch undoes it unless it is confirmed. */
  | { readonly kind: 'applied' }
  | { readonly kind: 'undone'; readonly because: Cause }
  /** The undo could not put everything back; the host stays locked until somebody settles it. */
  | { readonly kind: 'undo-failed'; readonly because: Cause; readonly failures: readonly string[] }
  /** The host isn't as the plan expects it; nothing was written. */
  | { readonly kind: 'drifted'; readonly drifts: readonly Drift[] }
  | { readonly kind: 'locked'; readonly holder: Holder }
  /** Nothing was written: no root, no room, no tool, no switch, or a plan that makes no sense. */
  | { readonly kind: 'refused'; readonly reason: string; readonly why: string }
  /** The script ended before it said how; where it had begun, the switch undoes it. */
  | { readonly kind: 'cut-short'; readonly begun: boolean };

/** What made a transaction undo itself. */
export interface Cause {
  readonly kind: 'change' | 'gate' | 'interrupted' | 'switch';
  /** The change or gate that failed; null where it was neither. */
  readonly change: string | null;
  readonly output: string;
}

/** Folds what a transaction told to how it ended. */
export function outcomeOf(events: readonly TransactionEvent[]): TransactionOutcome {
  const drifts = events.flatMap((event): Drift[] => {
    if (event.kind !== 'drift') return [];
    const { change, what, expected, found } = event;
    return [{ change, what, expected, found }];
  });
  for (const event of events.toReversed()) {
    switch (event.kind) {
      case 'applied':
        return { kind: 'applied' };
      case 'undone':
        return { kind: 'undone', because: causeOf(events) };
      case 'undo-failed':
      case 'undo-refused':
        return { kind: 'undo-failed', because: causeOf(events), failures: failuresOf(events) };
      case 'overtaken':
        if (event.state !== 'undone') return { kind: 'cut-short', begun: true };
        return { kind: 'undone', because: { kind: 'switch', change: null, output: '' } };
      case 'held':
        return { kind: 'locked', holder: event.holder };
      case 'refused':
        return { kind: 'refused', reason: event.reason, why: event.why };
      default:
    }
  }
  if (drifts.length > 0) return { kind: 'drifted', drifts: drifts };
  return { kind: 'cut-short', begun: events.some((event) => event.kind === 'armed') };
}

function causeOf(events: readonly TransactionEvent[]): Cause {
  for (const event of events) {
    if (event.kind === 'change' && event.state === 'failed')
      return { kind: 'change', change: event.change, output: event.output };
    if (event.kind === 'gate' && !event.passed) return { kind: 'gate', change: event.change, output: event.output };
  }
  return { kind: 'interrupted', change: null, output: '' };
}

/** What an undo could not put back, one sentence each. */
export function failuresOf(events: readonly TransactionEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === 'restored' && event.how === 'failed') return [`${event.path} could not be put back`];
    if (event.kind === 'unit' && !event.done) return [`${event.verb} ${event.unit} failed: ${event.output}`];
    if (event.kind === 'undid' && !event.done) return [`the undo \`${event.command}\` failed: ${event.output.trim()}`];
    if (event.kind === 'changed-since') return [`${event.path} was changed by somebody else`];
    return [];
  });
}
