import type { YAMLError } from 'yaml';
import type { Mistake } from '../../base/user-error.ts';

const ALIKE = 'indent the entries of one level alike, and put a value that contains `: ` in quotes';
const QUOTE = 'put the value in quotes';
const COLON = 'write `:` and a space after a key, and close every quote above';

/** A mistake in the syntax, and where. */
export type SyntaxMistake = Pick<Mistake, 'code' | 'message' | 'hint'> & { readonly offset: number };

const TABS = 'Tabs are not allowed as indentation';

/** What the parser says, what we say instead ($1 is its first group), and the hint. */
const WORDS: readonly (readonly [RegExp, string, string])[] = [
  [/^Tabs are not allowed/, 'a tab indents this line', 'indent with spaces only: two for each level'],
  [/^Nested mappings/, 'a mapping begins where a value has already begun', ALIKE],
  [/^A block sequence may not/, 'a list begins where something else has already begun', ALIKE],
  [/^All (?:mapping|sequence) items must start/, 'this line is not indented as its neighbours are', ALIKE],
  [/^Implicit keys need|^Implicit map keys need/, 'a key is not followed by `: `', COLON],
  [/^Source contains multiple/, 'a second document starts here', 'keep one document in a file: remove this `---`'],
  [/^Missing closing (.)quote/, 'a value that began with $1 is not closed', 'write $1 at its end'],
  [/^Flow (?:map|sequence).* end with a (.)/, 'a $1 is missing before this line', 'write $1 at the end'],
  [/^Plain value cannot start with .*character (.)/, 'a value may not start with `$1`', QUOTE],
  [
    /^Block collections are not allowed within flow/,
    'a comma is missing',
    'write `,` between entries in `{ }` or `[ ]`',
  ],
  [
    /^Unexpected block-seq-ind on same line/,
    'a list begins on the line of its key',
    'begin it on the next line, indented',
  ],
  [/call stack size exceeded/i, 'this is nested too deeply', 'close the brackets that are open here'],
  [/^Unexpected .* at node end/, 'something follows a value that has ended', ALIKE],
  [
    /^Unexpected|^Not a YAML token: /,
    'this is not YAML',
    'look for a quote or an indent that is wrong, here or a line above',
  ],
];

/** Words what the YAML parser found, for a person; where we have no better words, in the parser's own. */
export function syntaxMistake(error: Pick<YAMLError, 'message' | 'pos'>, text: string): SyntaxMistake {
  const tab = tabOf(text, error.pos[0]);
  // The parser names a tab only in some places; in others it speaks of what it made of the line.
  const { message, offset } =
    tab === null ? { message: error.message, offset: error.pos[0] } : { message: TABS, offset: tab };
  for (const [pattern, words, hint] of WORDS) {
    const match = pattern.exec(message);
    const fill = (template: string): string => template.replaceAll('$1', () => match?.[1] ?? '');
    if (match) return { code: 'yaml-syntax', message: fill(words), hint: fill(hint), offset };
  }
  return { code: 'yaml-syntax', message: message.charAt(0).toLowerCase() + message.slice(1), offset };
}

/** Where the line of an offset has a tab in its indent; null where it has none. */
function tabOf(text: string, offset: number): number | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const tab = text.indexOf('\t', start);
  return tab >= 0 && text.slice(start, tab).trim() === '' && tab <= offset ? tab : null;
}
