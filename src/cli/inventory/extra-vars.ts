import { homedir } from 'node:os';
import { UserError } from '../../base/user-error.ts';
import type { Var } from '../../inventory/draft.ts';
import { readExtraVars } from '../../inventory/read-extra-vars.ts';
import { readVarsFile, type VarsFile } from '../../inventory/read-vars-file.ts';
import type { FileReader } from './file-reader.ts';

/** The vars that `-e` gives, of one name the last. Throws a UserError with all mistakes in its texts and files. */
export function extraVars(given: readonly string[], reader: FileReader): ReadonlyMap<string, Var> {
  const read = given.map((text, index) => readOption(text, given.length > 1 ? `-e (${index + 1})` : '-e', reader));
  const mistakes = [...reader.mistakes, ...read.flatMap((each) => each.mistakes)];
  if (mistakes.length > 0) throw new UserError(mistakes);
  return new Map(read.flatMap(({ vars }) => [...vars]));
}

function readOption(text: string, file: string, reader: FileReader): VarsFile {
  if (!text.startsWith('@')) return readExtraVars({ file, text });
  const found = reader.read(text.slice(1).replace(/^~(?=\/)/, homedir));
  return found === null ? { vars: new Map(), mistakes: [] } : readVarsFile(found);
}
