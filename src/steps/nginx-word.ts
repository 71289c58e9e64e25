import { lex } from '../formats/nginx/lex.ts';
import { replaceSpans } from '../formats/nginx/replace-spans.ts';
import { draftEdit, type Drafted } from '../plan/drafts.ts';
import { fileIn, type World } from '../plan/world.ts';

/** One word of nginx's files as it was read: where its token starts, its raw text, and what is to replace it. */
export interface NginxWord {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly from: string;
  readonly to: string;
}

/** Drafts the edit that puts one word in the place of another; impossible where another stands there by now. */
export function draftWord(world: World, { file, start, from, to }: NginxWord): Drafted {
  const index = tokenAt(fileIn(world, file)?.textOnHost ?? '', start);
  return draftEdit(world, file, (text) => replace(text, index, from, to));
}

const tokenAt = (text: string, start: number): number => lex(text).tokens.findIndex(({ span }) => span.start === start);

/**
 * Null where the token isn't the address any more. Tokens are counted, as an edit planned before moves offsets but
 * puts one token in the place of one.
 */
function replace(text: string, index: number, from: string, to: string): string | null {
  const token = lex(text).tokens[index];
  if (token?.text === to) return text;
  if (token?.text !== from) return null;
  const replaced = replaceSpans(text, [{ span: token.span, text: to }]);
  return replaced.ok ? replaced.value : null;
}
