/** A place in a text file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A half-open range of UTF-16 offsets in a text: start is inside, end is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Renders a place as `file:line:column`, the form that editors and terminals make clickable. */
export const showPlace = (place: Place): string => `${place.file}:${place.line}:${place.column}`;
