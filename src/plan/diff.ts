import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { assertNever } from '../base/assert-never.ts';
import type { Change } from './change.ts';
import { shownCommand } from '../formats/shell-quote.ts';
import { showHidden } from '../formats/strip-control.ts';
import { attributes, describeUndo } from './describe.ts';

/** Beyond this many changed lines a diff says only how large it is: the search for the shortest one grows quadratically. */
const MAX_CHANGED_LINES = 2000;

/** What a change does, as a person reads it: a unified diff for files and attributes, a line for the rest. Nothing in it acts or hides. */
export const diffOf = (change: Change): string => shownLines(rawDiff(change));

/** Each line with what would hide or act written out; tabs stay. */
const shownLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.split('\t').map(showHidden).join('\t'))
    .join('\n');

function rawDiff(change: Change): string {
  switch (change.kind) {
    case 'write-file':
      return fileDiff(change.path, change.before, change.after);
    case 'create-file':
      return fileDiff(change.path, '', change.after, ['(missing)', attributes(change)]);
    case 'remove-file':
      if (change.before === null) return `${showHidden(change.path)}: a file that is no text -> (removed)\n`;
      return fileDiff(change.path, change.before, '', [attributes(change.expect), '(removed)']);
    case 'set-link':
      return `${showHidden(change.path)}: ${linkTo(change.before)} -> ${linkTo(change.after)}\n`;
    case 'remove-directory':
      return `${showHidden(change.path)}/: ${attributes(change.expect)} -> (removed)\n`;
    case 'set-attributes':
      return `${showHidden(change.path)}: ${attributes(change.expect)} -> ${attributes(change.after)}\n`;
    case 'make-directory':
      return `${showHidden(change.path)}/: (missing) -> ${attributes(change)}\n`;
    case 'remove-socket':
      return `${showHidden(change.path)}: dead socket -> (set aside)\n`;
    case 'service':
      return `${showHidden(`${change.unit}: ${change.expect.active}, ${change.expect.enabled}`)} -> ${change.verb}\n`;
    case 'command':
      return `$ ${shownCommand(change.argv)}\n${describeUndo(change.undo)}\n`;
    case 'gate':
    case 'wait':
      return '';
    default:
      return assertNever(change);
  }
}

/** A unified diff of a file's two texts; a line that says how large it is where it would be too long. */
export function fileDiff(
  name: string,
  before: string,
  after: string,
  [was, is]: readonly [string, string] = ['before', 'after'],
): string {
  const path = showHidden(name);
  const patch = createTwoFilesPatch(path, path, before, after, was, is, {
    context: 3,
    maxEditLength: MAX_CHANGED_LINES,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return patch ?? `${path}: more than ${MAX_CHANGED_LINES} lines change\n`;
}

const linkTo = (target: string | null): string => (target === null ? '(no link)' : `link to ${showHidden(target)}`);
