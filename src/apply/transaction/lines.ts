import type { TransactionEvent } from './event.ts';
import { decodedText, framedFields, plainWord, smallNumber } from './fields.ts';
import { readNamed } from './named-lines.ts';

/** Reads one line that a transaction, an undo or a confirm printed; null for any line that isn't one of ours. */
export function parseTransactionLine(boundary: string, line: string): TransactionEvent | null {
  const fields = framedFields(boundary, line);
  const [word, ...rest] = fields ?? [];
  return word !== undefined && Object.hasOwn(readers, word) ? (readers[word]?.(rest) ?? null) : null;
}

type Reader = (fields: readonly string[]) => TransactionEvent | null;

const readers: Readonly<Record<string, Reader>> = {
  locked: () => ({ kind: 'locked' }),
  applied: () => ({ kind: 'applied' }),
  interrupted: () => ({ kind: 'interrupted' }),
  undone: () => ({ kind: 'undone' }),
  'undo-refused': () => ({ kind: 'undo-refused' }),
  'undo-failed': () => ({ kind: 'undo-failed' }),
  confirmed: () => ({ kind: 'confirmed' }),
  overtaken: ([state]) => ({ kind: 'overtaken', state: plainWord(state) ?? 'none' }),
  settled: ([state]) => ({ kind: 'settled', state: plainWord(state) ?? 'none' }),
  held: readHeld,
  refused: ([reason, why]) => ({
    kind: 'refused',
    reason: plainWord(reason) ?? 'unknown',
    why: decodedText(why) ?? '',
  }),
  drift: readDrift,
  armed: ([by, seconds]) => {
    const window = smallNumber(seconds);
    return (by === 'systemd' || by === 'sleeper') && window !== null ? { kind: 'armed', by, seconds: window } : null;
  },
  change: ([id, state, output]) => {
    const change = plainWord(id);
    if (change === null || (state !== 'begun' && state !== 'done' && state !== 'failed')) return null;
    return { kind: 'change', change, state, output: decodedText(output) ?? '' };
  },
  gate: ([id, state, output]) => {
    const change = plainWord(id);
    if (change === null || (state !== 'passed' && state !== 'failed')) return null;
    return { kind: 'gate', change, passed: state === 'passed', output: decodedText(output) ?? '' };
  },
  undoing: ([because]) => ({ kind: 'undoing', because: plainWord(because) ?? 'unknown' }),
  restored: readRestored,
  unit: ([verb, state, unit, output]) => {
    const [what, name] = [plainWord(verb), decodedText(unit)];
    if (what === null || name === null || (state !== 'done' && state !== 'failed')) return null;
    return { kind: 'unit', verb: what, unit: name, done: state === 'done', output: decodedText(output) ?? '' };
  },
  undid: ([id, state, line, output]) => {
    const [change, command] = [plainWord(id), decodedText(line)];
    if (change === null || command === null || (state !== 'done' && state !== 'failed')) return null;
    return { kind: 'undid', change, command, done: state === 'done', output: decodedText(output) ?? '' };
  },
  'changed-since': ([id, where, later]) => {
    const [change, path] = [plainWord(id), decodedText(where)];
    return change === null || path === null ? null : { kind: 'changed-since', change, path, by: plainWord(later) };
  },
};

function readHeld([state, armed, ownerFile]: readonly string[]): TransactionEvent {
  const { run, who, since } = readNamed(decodedText(ownerFile) ?? '', ['run', 'who', 'since']);
  return { kind: 'held', holder: { run, who, since, state: plainWord(state) ?? 'none', armed: armed === 'yes' } };
}

function readDrift([id, about, want, got]: readonly string[]): TransactionEvent | null {
  const [change, what] = [plainWord(id), plainWord(about)];
  const [expected, found] = [decodedText(want), decodedText(got)];
  if (change === null || what === null || expected === null || found === null) return null;
  return { kind: 'drift', change, what, expected, found };
}

function readRestored([id, how, where, kept]: readonly string[]): TransactionEvent | null {
  const [change, path, keptAs] = [plainWord(id), decodedText(where), decodedText(kept)];
  if (change === null || path === null) return null;
  if (how !== 'restored' && how !== 'already' && how !== 'kept-theirs' && how !== 'left' && how !== 'failed')
    return null;
  return { kind: 'restored', change, how, path, keptAs: keptAs === '' ? null : keptAs };
}
