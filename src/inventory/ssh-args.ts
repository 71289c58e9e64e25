import { ok, type Result } from '../base/result.ts';
import { splitHostLine } from './ini/host-words.ts';

/** What ssh's arguments say of the way to a host and of logging in; of each the first that is given, as for ssh. */
export interface SshArgs {
  /** From `-J` or `-o ProxyJump`. */
  readonly proxyJump: string | null;
  readonly proxyCommand: string | null;
  readonly user: string | null;
  readonly port: string | null;
  /** All of them, in their order. */
  readonly keyFiles: readonly string[];
  /** From `-F`, of which ssh takes the last. */
  readonly config: string | null;
  /** The names of all options with a value, as in ssh_config, in lower case. */
  readonly keys: readonly string[];
}

/** ssh's arguments, taken apart. */
interface SshWords {
  /** The letters of options that take no value. */
  readonly flags: readonly string[];
  /** Options with a value, each by its name in ssh_config, or else its letter, in lower case. */
  readonly given: readonly Given[];
  readonly others: readonly string[];
}

interface Given {
  readonly key: string;
  readonly value: string;
}

const TAKES_A_VALUE = /^-([^-BbcDEeFIiJLlmOopPQRSWw]*)([BbcDEeFIiJLlmOopPQRSWw])(.*)$/su;
const NAMES: ReadonlyMap<string, string> = new Map([
  ['J', 'proxyjump'],
  ['p', 'port'],
  ['l', 'user'],
  ['i', 'identityfile'],
  ['F', '-F'],
  ['I', 'pkcs11provider'],
]);

/** Reads arguments as ssh itself does: `-J x`, `-Jx`, `-qJ x`, `-o ProxyJump=x`, `-o 'ProxyJump x'`. Source: ssh(1). */
export function readSshArgs(text: string): Result<SshArgs, string> {
  const words = splitHostLine(text);
  if (!words.ok) return words;
  const { given } = wordsOf(words.value.map((word) => word.text));
  const first = (key: string): string | null => given.find((each) => each.key === key)?.value ?? null;
  const all = (key: string): readonly string[] => given.flatMap((each) => (each.key === key ? [each.value] : []));
  return ok({
    proxyJump: first('proxyjump'),
    proxyCommand: first('proxycommand'),
    user: first('user'),
    port: first('port'),
    keyFiles: all('identityfile'),
    config: all('-F').at(-1) ?? null,
    keys: given.map(({ key }) => key),
  });
}

/** Takes arguments of ssh apart. */
export function wordsOf(words: readonly string[]): SshWords {
  const flags: string[] = [];
  const given: Given[] = [];
  const others: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, before = '', letter = '', rest = ''] = TAKES_A_VALUE.exec(word) ?? [];
    if (letter === '') {
      if (/^-[^-]/.test(word)) flags.push(...Array.from(word.slice(1)));
      else if (word !== '--') others.push(word);
      continue;
    }
    flags.push(...Array.from(before));
    if (rest === '') at += 1;
    const value = rest === '' ? (words[at] ?? '') : rest;
    given.push(letter === 'o' ? configOption(value) : { key: NAMES.get(letter) ?? letter.toLowerCase(), value });
  }
  return { flags, given, others };
}

function configOption(text: string): Given {
  const [, key = '', value = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/s.exec(text) ?? [];
  return { key: key.toLowerCase(), value: /^"([^"]*)"$/s.exec(value)?.[1] ?? value };
}
