import type { Evidence, Finding } from '../../checks/finding.ts';
import type { Page } from './page.ts';
import { INDENT, inLine, under, wrap } from './wrap.ts';

const MOST_LINES = 4;
const MOST_CHARACTERS = 240;

/** What a finding rests on: `file:line  text` on one line where that fits, else the text below its place. */
export function evidenceLines({ evidence }: Finding, page: Page): readonly string[] {
  const shown = page.verbosity > 0 ? evidence : evidence.slice(0, MOST_LINES);
  const lines = shown.flatMap((each) => lineOf(each, page));
  const more = evidence.length - shown.length;
  const all = more > 0 ? [...lines, `${INDENT}and ${more} more (-v shows all)`] : lines;
  return all.length === 0 ? [] : under('evidence', all);
}

function lineOf({ source, line, text, at, firstAt }: Evidence, { paint, width, verbosity }: Page): readonly string[] {
  const where = inLine(line === null ? source : `${source}:${line}`);
  const since = firstAt == null ? '' : `${firstAt} to `;
  const when = at === null || text.includes(at) ? '' : ` (${since}${at})`;
  const limit = verbosity > 0 ? Number.POSITIVE_INFINITY : MOST_CHARACTERS;
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  const words = `${inLine(cut)}${when}`;
  if (INDENT.length + where.length + 2 + words.length <= width) return [`${INDENT}${paint('dim', where)}  ${words}`];
  return [`${INDENT}${paint('dim', where)}`, ...wrap(words, width, `${INDENT}  `)];
}
