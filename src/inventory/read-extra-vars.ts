import type { Mistake } from '../base/user-error.ts';
import { placesIn } from '../formats/places.ts';
import type { Var } from './draft.ts';
import { plainValue, splitWords, type Word } from './key-value-words.ts';
import { readVarsFile, type VarsFile } from './read-vars-file.ts';
import type { TextFile } from './source.ts';

/** Reads what `-e` was given: a mapping in YAML or JSON, or `key=value` pairs, whose values are texts. */
export function readExtraVars(option: TextFile): VarsFile {
  return /^\s*(?:[[{]|[\w-]+:(?:\s|$))/.test(option.text) ? readVarsFile(option) : readPairs(option);
}

function readPairs({ file, text }: TextFile): VarsFile {
  const placeAt = placesIn(file, text);
  const words = splitWords(text);
  if (!words.ok) {
    const message = 'what begins here is never closed';
    return { vars: new Map(), mistakes: [{ code: 'bad-extra-var', message, place: placeAt(words.error.offset) }] };
  }
  const vars = new Map<string, Var>();
  const mistakes: Mistake[] = [];
  for (const word of words.value) {
    const [, name, value] = /^((?:\\.|[^=\\])+)=([^]*)$/.exec(word.text) ?? [];
    const place = placeAt(word.offset);
    if (name === undefined || value === undefined) mistakes.push({ ...noPair(word), place });
    else vars.set(name, { value: plainValue(value), place: placeAt(word.offset + name.length + 1) });
  }
  return { vars, mistakes };
}

/** The word itself isn't told: it may be the rest of a password with spaces. */
function noPair({ text, offset }: Word): Mistake {
  const isPath = offset === 0 && /^[./~]/.test(text);
  return {
    code: 'bad-extra-var',
    message: 'this is no `key=value`',
    hint: isPath ? `a file is named so: \`-e @${text}\`` : HINT,
  };
}

const HINT = 'write `key=value`, with quotes around a value that has spaces: `-e \'key="two words"\'`; or `@file.yml`';
