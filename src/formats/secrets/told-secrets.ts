import { REDACTED } from './redacted.ts';
import { isSecretName } from './secret-name.ts';

// What the operator has said is secret in this process: wherever it turns up, under whatever name, it is redacted.
const told = new Set<string>();

/** Shorter ones would take apart what has nothing to do with them. */
const SHORTEST = 4;
const SHORTEST_BY_NAME = 6;

/** Has a value redacted from now on, as it is and as it stands in addresses, JSON and base64; of several lines, each. */
export function tellSecret(value: string): void {
  if (value.length < SHORTEST) return;
  const bytes = Buffer.from(value);
  told.add(value).add(encodeURIComponent(bytes.toString())).add(JSON.stringify(value).slice(1, -1));
  if (value.length < SHORTEST_BY_NAME) return;
  told.add(bytes.toString('base64').replace(/=+$/, ''));
  const lines = value.split('\n').filter((line) => line.trim().length >= SHORTEST_BY_NAME);
  if (lines.length > 1) for (const line of lines) told.add(line.trim());
}

/**
 * Tells what a var holds, as deep as names in it say that it is secret. What is a common word, a path or an address as well
 * is known by its name alone: redacted everywhere, it would hide what a diagnosis says.
 */
export function tellSecretsIn(name: string, value: unknown): void {
  if (typeof value === 'string') {
    if (isNamedSecret(name) && isUncommon(value)) tellSecret(value);
  } else if (Array.isArray(value)) {
    for (const each of value) tellSecretsIn(name, each);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) tellSecretsIn(isNamedSecret(name) ? name : key, each);
  }
}

const names = new Map<string, boolean>();

function isNamedSecret(name: string): boolean {
  const answer = names.get(name) ?? isSecretName(name);
  names.set(name, answer);
  return answer;
}

const isUncommon = (value: string): boolean =>
  value.length >= SHORTEST_BY_NAME &&
  !/^[a-z]{1,11}$|^[/~.]|^unix:|^[\w.-]+:\d+$|^www-data$|\.(?:service|socket|conf|example|com|local)$|\{\{|\{%/.test(
    value,
  );

/** Redacts whatever has been told; of a fleet in which each host has secrets of its own, without looking for each. */
export function redactTold(text: string): string {
  if (told.size > FEW) return redactMany(text);
  let done = text;
  for (const value of told) if (done.includes(value)) done = done.replaceAll(value, REDACTED);
  return done;
}

const FEW = 64;

function redactMany(text: string): string {
  let done = '';
  let from = 0;
  for (let at = 0; at <= text.length - SHORTEST; at += 1) {
    const value = beginnings()
      .get(text.slice(at, at + SHORTEST))
      ?.find((each) => text.startsWith(each, at));
    if (value === undefined) continue;
    done += text.slice(from, at) + REDACTED;
    from = at + value.length;
    at = from - 1;
  }
  return done + text.slice(from);
}

let index: { readonly size: number; readonly by: ReadonlyMap<string, readonly string[]> } = { size: 0, by: new Map() };

/** What has been told, by its first characters, the longest first. */
function beginnings(): ReadonlyMap<string, readonly string[]> {
  if (index.size === told.size) return index.by;
  const by = new Map<string, string[]>();
  for (const value of [...told].toSorted((a, b) => b.length - a.length)) {
    const beginning = value.slice(0, SHORTEST);
    by.set(beginning, [...(by.get(beginning) ?? []), value]);
  }
  index = { size: told.size, by };
  return by;
}

/** Of what has been told, what stands in a text; only words, as nothing that a shell reads may be hidden by it. */
export const toldIn = (text: string): readonly string[] =>
  [...told].filter((value) => isWord(value) && text.includes(value)).toSorted();

/** Whether a value is one word that hides nothing but itself: no path, no option, no sign that a shell reads. */
const isWord = (value: string): boolean => /^[A-Za-z0-9][\w.+=:@%-]{5,199}$/.test(value);

/** Has the words redacted that a plan was made with; whatever else its file says is secret is not believed. */
export function tellWords(words: readonly string[]): void {
  for (const word of words) if (isWord(word)) told.add(word);
}

/** Forgets all of it, as the end of the process does. */
export function forgetSecrets(): void {
  told.clear();
  index = { size: 0, by: new Map() };
}
