import { structuredPatch } from 'diff';
import { quoted } from '../formats/quoted.ts';

/** More lines than these are counted, not quoted; so are longer ones. `--diff` has them all. */
const MOST_LINES = 12;
const LONGEST_LINE = 160;

/** Beyond this many changed lines nobody looks for the smallest edit: the search grows quadratically. */
const MAX_CHANGED_LINES = 2000;

/** What becomes of a text, in a few words: its changed lines where they are few and short, else how many they are. */
export function describeEdit(before: string, after: string): string {
  const hunks = hunksOf(before, after);
  if (hunks === null) return `more than ${MAX_CHANGED_LINES} lines change`;
  const lines = hunks.flatMap(({ out, in: put }) => [...out, ...put]);
  if (lines.length === 0) return 'its text stays';
  if (lines.length > MOST_LINES || lines.some((line) => line.length > LONGEST_LINE)) return counted(hunks);
  return hunks.map(told).join('; ');
}

interface Hunk {
  /** The first line that it is about, as the text is before, counted from 1. */
  readonly line: number;
  readonly out: readonly string[];
  readonly in: readonly string[];
}

function hunksOf(before: string, after: string): readonly Hunk[] | null {
  const options = { context: 0, maxEditLength: MAX_CHANGED_LINES };
  const patch = structuredPatch('', '', before, after, '', '', options);
  if (patch === undefined) return null;
  const those = (lines: readonly string[], mark: string): readonly string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1).trim());
  return patch.hunks.map(({ oldStart, lines }) => ({
    line: Math.max(oldStart, 1),
    out: those(lines, '-'),
    in: those(lines, '+'),
  }));
}

function told({ line, out, in: put }: Hunk): string {
  const [was, is] = [out, put].map((lines) => lines.map(quoted).join(', '));
  if (out.length === 0) return `line ${line} adds ${is}`;
  if (put.length === 0) return `line ${line} drops ${was}`;
  const pairs = out.map((each, index) => `${quoted(each)} → ${quoted(put[index] ?? '')}`);
  return `line ${line} ${out.length === put.length ? pairs.join(', ') : `${was} → ${is}`}`;
}

function counted(hunks: readonly Hunk[]): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return `${sum(hunks.map(({ out }) => out.length))} lines go, ${sum(hunks.map((hunk) => hunk.in.length))} come in`;
}
