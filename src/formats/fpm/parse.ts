import type { Place, Span } from '../../base/place.ts';
import type { Mistake } from '../../base/user-error.ts';
import { readOnce } from '../read-once.ts';
import { linesOf } from './lines.ts';
import { readLine } from './statement.ts';

/** `key = value`; line and column are those of the value. */
interface FpmOption {
  /** Lower case, but for `env[NAME]` and its kin, which are as written. */
  readonly key: string;
  /** Decoded; booleans are `1` and the empty text, `$pool` is as written. */
  readonly value: string;
  readonly line: number;
  readonly column: number;
  /** Where the value's raw text stands; empty, but placed, where there is none. */
  readonly span: Span;
  readonly raw: string;
}

/** A section as it is written; null names what has no header: before the first one, or after an include. */
interface FpmSection {
  readonly name: string | null;
  readonly place: Place;
  readonly options: readonly FpmOption[];
}

/** A configuration file of PHP-FPM. */
export interface FpmFile {
  readonly file: string;
  readonly sections: readonly FpmSection[];
  /** The patterns of `include`, relative ones as written. */
  readonly includes: readonly FpmOption[];
  /** What PHP's parser would refuse; the rest of the file is read all the same. */
  readonly mistakes: readonly Mistake[];
}

/** Reads a file as PHP-FPM does, line by line; never throws. Source: fpm_conf.c, zend_ini_scanner.l. */
export const parseFpm = readOnce((file, text): FpmFile => {
  const sections: { name: string | null; place: Place; options: FpmOption[] }[] = [];
  const includes: FpmOption[] = [];
  const mistakes: Mistake[] = [];
  let options: FpmOption[] = [];
  const open = (name: string | null, place: Place) => sections.push({ name, place, options: (options = []) });
  open(null, { file, line: 1, column: 1 });
  for (const { number: line, span: lineSpan } of linesOf(text)) {
    const columnOf = (offset: number): number => offset - lineSpan.start + 1;
    const refuse = (message: string, offset: number) =>
      mistakes.push({ code: 'fpm-syntax', message, place: { file, line, column: columnOf(offset) } });
    for (const statement of readLine(text, lineSpan)) {
      if (statement.kind === 'mistake') refuse(statement.message, statement.start);
      if (statement.kind === 'section') open(statement.name, { file, line, column: columnOf(statement.start) });
      if (statement.kind !== 'option') continue;
      const { value, span, wrong } = statement.value;
      if (wrong !== null) refuse(wrong, span.start);
      const column = columnOf(span.start);
      const option = { key: statement.key, value, line, column, span, raw: text.slice(span.start, span.end) };
      if (statement.key !== 'include') {
        options.push(option);
        continue;
      }
      includes.push(option);
      open(null, { file, line: line + 1, column: 1 });
    }
  }
  return {
    file,
    sections: sections.filter((section) => section.name !== null || section.options.length > 0),
    includes,
    mistakes,
  };
});

/** Whether two sections are one to FPM: names are case-blind. */
export const sameSection = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();
