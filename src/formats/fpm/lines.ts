import type { Span } from '../../base/place.ts';

/** A line, by number from 1; its span excludes the line break. */
export interface Line {
  readonly number: number;
  readonly span: Span;
}

/** The lines of a text as FPM counts them: LF alone ends one, a CR before it belongs to the line. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const lf = text.indexOf('\n', start);
    const end = lf < 0 ? text.length : lf;
    lines.push({ number: lines.length + 1, span: { start, end } });
    start = end + 1;
  }
  return lines;
}
