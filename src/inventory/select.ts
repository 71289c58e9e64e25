import { err, ok, type Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import type { Host, Inventory } from './inventory.ts';
import { implicitLocalhost } from './local-inventory.ts';
import { matchPattern } from './match-pattern.ts';
import { orderPatterns, splitPattern } from './split-pattern.ts';

/** The hosts that a pattern selects, at least one, each once; and parts of it that matched nothing, to warn of. */
export interface Selection {
  readonly hosts: readonly Host[];
  readonly unmatched: readonly string[];
}

/** The text of the file that `@path` names; null where it can't be read. */
export type ReadPatternFile = (path: string) => string | null;

/** Selects hosts by one of Ansible's patterns, in Ansible's order. That no host matches is a mistake: never all hosts. */
export function select(
  inventory: Inventory,
  pattern: string,
  readFile: ReadPatternFile = () => null,
): Result<Selection, readonly Mistake[]> {
  const parts = splitPattern(pattern).flatMap((part) => spellOut(part, readFile));
  const files = parts.filter((part) => part.startsWith('@'));
  if (files.length > 0) return err(files.map(unreadable));
  if (parts.length === 0)
    return err([{ code: 'no-host-matches', message: `no host matches \`${pattern}\`: it is empty` }]);
  const unmatched: string[] = [];
  const mistakes: Mistake[] = [];
  let names: ReadonlySet<string> = new Set();
  for (const part of orderPatterns(parts)) {
    const matched = inventory.hosts.has(part) ? ok([part]) : matchPattern(inventory, part.replace(/^[&!]/u, ''));
    if (!matched.ok) mistakes.push({ code: 'bad-pattern', message: matched.error });
    else {
      if (matched.value.length === 0) unmatched.push(part);
      names = combine(names, part, matched.value);
    }
  }
  if (mistakes.length > 0) return err(mistakes);
  const hosts = [...names].map((name) => inventory.hosts.get(name) ?? implicitLocalhost(inventory, name));
  return hosts.length > 0 ? ok({ hosts, unmatched }) : err([nothingMatches(inventory, pattern, unmatched)]);
}

/** `@path` stands for the lines of that file; an unreadable one is left as it is. */
function spellOut(part: string, readFile: ReadPatternFile): readonly string[] {
  const text = part.startsWith('@') ? readFile(part.slice(1)) : null;
  if (text === null) return [part];
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function combine(names: ReadonlySet<string>, part: string, matched: readonly string[]): ReadonlySet<string> {
  if (!/^[&!]/u.test(part)) return new Set([...names, ...matched]);
  const among = new Set(matched);
  const keep = part.startsWith('&');
  return new Set([...names].filter((name) => among.has(name) === keep));
}

const unreadable = (part: string): Mistake => ({
  code: 'no-such-file',
  message: `the file of host patterns \`${part.slice(1)}\` can't be read`,
  hint: '`@file` names a file with one host pattern on each line',
});

function nothingMatches({ hosts, groups }: Inventory, pattern: string, unmatched: readonly string[]): Mistake {
  const known = [...groups.keys(), ...hosts.keys()];
  const words = unmatched.map((part) => part.replaceAll(/^[&!~]|[*?]|\[[^\]]*\]$/gu, ''));
  const near = words.map((word) => (known.includes(word) ? null : didYouMean(word, known)));
  const hint =
    near.find((each) => each !== null) ??
    (hosts.size === 0 ? 'the inventory names no host' : '`suture inventory --graph` shows the groups and hosts');
  return { code: 'no-host-matches', message: `no host matches \`${pattern}\``, hint };
}
