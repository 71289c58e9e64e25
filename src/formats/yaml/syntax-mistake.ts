import type { YAMLError } from 'yaml';
import type { Mistake } from '../../base/user-error.ts';

const ALIKE = 'indent the entries of one level alike, and put a value that contains `: ` in quotes';
const QUOTE = 'put the value in quotes';
const COLON = 'write `:` and a space after a key, and close every quote above';

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
  [/^Unexpected .* at node end/, 'something follows a value that has ended', ALIKE],
  [
    /^Unexpected|^Not a YAML token: /,
    'this is not YAML',
    'look for a quote or an indent that is wrong, here or a line above',
  ],
];

/** Words what the YAML parser found, for a person; where we have no better words, in the parser's own. */
export function syntaxMistake({ message }: YAMLError): Pick<Mistake, 'code' | 'message' | 'hint'> {
  for (const [pattern, text, hint] of WORDS) {
    const match = pattern.exec(message);
    const fill = (words: string): string => words.replaceAll('$1', () => match?.[1] ?? '');
    if (match) return { code: 'yaml-syntax', message: fill(text), hint: fill(hint) };
  }
  return { code: 'yaml-syntax', message: message.charAt(0).toLowerCase() + message.slice(1) };
}
