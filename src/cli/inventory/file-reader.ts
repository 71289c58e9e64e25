import { type Mistake, UserError } from '../../base/user-error.ts';
import { type Unseal, VAULT_HINT } from '../../inventory/reveal.ts';
import type { TextFile } from '../../inventory/source.ts';
import { readText } from '../read-text.ts';
import { isSealed } from './vault-format.ts';

/** Reads files of an inventory, opening what the vault has sealed; what can't be read is noted, and reads as null. */
export interface FileReader {
  readonly read: (file: string) => TextFile | null;
  /** As `read`, but what no password opens is handed on as sealed, and noted by whoever needs it. */
  readonly readSealed: (file: string) => TextFile | null;
  readonly say: (mistake: Mistake) => void;
  readonly mistakes: readonly Mistake[];
}

/** Begins to read files; `what` they are is said of one that can't be read. */
export function fileReader(open: Unseal, what = 'inventory'): FileReader {
  const mistakes: Mistake[] = [];
  const say = (mistake: Mistake): void => void mistakes.push(mistake);

  function readSealed(file: string): TextFile | null {
    const text = orNoted(() => readText(file, what));
    if (text === null || !isSealed(text)) return text === null ? null : { file, text };
    const opened = open(text);
    if (opened.ok) return { file, text: opened.value, isSecret: true };
    const place = { file, line: 1, column: 1 };
    const sealed: Mistake = { code: 'vault', message: `this ${opened.error}`, place, hint: VAULT_HINT };
    return { file, text: '', isSecret: true, sealed };
  }

  function read(file: string): TextFile | null {
    const found = readSealed(file);
    if (found?.sealed === undefined) return found;
    say(found.sealed);
    return null;
  }

  function orNoted<Answer>(work: () => Answer): Answer | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      error.mistakes.forEach(say);
      return null;
    }
  }

  return { read, readSealed, say, mistakes };
}
