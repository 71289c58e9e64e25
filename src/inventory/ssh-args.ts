import { ok, type Result } from '../base/result.ts';
import { splitHostLine } from './ini/host-words.ts';

/** What ssh's arguments say of the way to a host; of each the first that is given, as for ssh. */
export interface SshArgs {
  /** From `-J` or `-o ProxyJump`. */
  readonly proxyJump: string | null;
  readonly proxyCommand: string | null;
}

const TAKES_A_VALUE = /^-[^-BbcDEeFIiJLlmOopPQRSWw]*([BbcDEeFIiJLlmOopPQRSWw])(.*)$/su;

/** Reads arguments as ssh itself does: `-J x`, `-Jx`, `-qJ x`, `-o ProxyJump=x`, `-o 'ProxyJump x'`. Source: ssh(1). */
export function readSshArgs(text: string): Result<SshArgs, string> {
  const words = splitHostLine(text);
  if (!words.ok) return words;
  const given = optionsOf(words.value.map((word) => word.text));
  const first = (key: string): string | null => given.find((each) => each.key === key)?.value ?? null;
  return ok({ proxyJump: first('proxyjump'), proxyCommand: first('proxycommand') });
}

interface Given {
  /** In lower case, as for ssh_config. */
  readonly key: string;
  readonly value: string;
}

function optionsOf(words: readonly string[]): readonly Given[] {
  const given: Given[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, letter = '', rest = ''] = TAKES_A_VALUE.exec(word) ?? [];
    if (letter === '') continue;
    if (rest === '') at += 1;
    const value = rest === '' ? (words[at] ?? '') : rest;
    if (letter === 'J') given.push({ key: 'proxyjump', value });
    if (letter === 'o') given.push(configOption(value));
  }
  return given;
}

function configOption(text: string): Given {
  const [, key = '', value = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)"?([^"]*)"?\s*$/.exec(text) ?? [];
  return { key: key.toLowerCase(), value };
}
