import type { Span } from '../../base/place.ts';
import { type Result, err, ok } from '../../base/result.ts';

/** A text to put in the place of a span; an empty span inserts. */
export interface SpanEdit {
  readonly span: Span;
  readonly text: string;
}

/** Why edits can't be made, and the index of the first that can't. */
export interface SpanMistake {
  readonly reason: 'out-of-range' | 'not-sorted';
  readonly edit: number;
}

/** Replaces spans of a text and nothing else; the edits are sorted and don't overlap. */
export function replaceSpans(text: string, edits: readonly SpanEdit[]): Result<string, SpanMistake> {
  const pieces: string[] = [];
  let from = 0;
  for (const [edit, { span, text: replacement }] of edits.entries()) {
    if (!isWithin(span, text)) return err({ reason: 'out-of-range', edit });
    if (span.start < from) return err({ reason: 'not-sorted', edit });
    pieces.push(text.slice(from, span.start), replacement);
    from = span.end;
  }
  return ok(pieces.join('') + text.slice(from));
}

const isWithin = ({ start, end }: Span, text: string): boolean =>
  Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length;
