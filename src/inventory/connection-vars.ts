import type { Json } from '../base/json.ts';
import type { Mistake } from '../base/user-error.ts';
import type { Host } from './inventory.ts';
import { type Keys, type Revealed, reveal } from './reveal.ts';

/** Reads a host's connection vars; what is wrong with one is noted, and it then reads as not given. */
export interface ConnectionVars {
  readonly mistakes: readonly Mistake[];
  /** Of several names for one thing the last that is given wins, as in Ansible. */
  readonly text: (...names: readonly string[]) => string | null;
  /** As `text`, but what it holds is never shown, and a template may come to nothing: then there is none. */
  readonly secret: (...names: readonly string[]) => string | null;
  /** As `text`, but a template may come to nothing. */
  readonly maybe: (name: string) => string | null;
  readonly port: (...names: readonly string[]) => number | null;
  readonly flag: (name: string) => boolean | null;
  /** Text that is no flag, or else the flag that it is. */
  readonly flagOrText: (name: string) => boolean | string | null;
  /** Says what is wrong with a value by its var, where anything is; whether nothing was. */
  readonly judge: (names: readonly string[], value: string, wrong: (value: string) => string | null) => boolean;
  readonly say: (name: string, code: string, message: string, hint?: string) => void;
}

/** Begins to read the connection vars of a host; with keys, the sealed ones and templates too. */
export function connectionVars(host: Host, keys: Keys): ConnectionVars {
  const mistakes: Mistake[] = [];
  const secret = new Set<string>();
  const say: ConnectionVars['say'] = (name, code, message, hint) => {
    const place = host.varPlaces?.get(name) ?? host.place;
    mistakes.push({ code, message: `\`${name}\` ${message}`, place, ...(hint === undefined ? {} : { hint }) });
  };

  function find(names: readonly string[]): (Revealed & { readonly name: string }) | null {
    const name = names.findLast((each) => (host.vars[each] ?? null) !== null);
    if (name === undefined) return null;
    const found = reveal(host, name, keys);
    if (!found.ok) {
      say(name, found.error.code, found.error.message, found.error.hint);
      return null;
    }
    if (found.value.isSecret) secret.add(name);
    return found.value.value === null ? null : { name, ...found.value };
  }

  function text(names: readonly string[], show: (value: Json) => string, mayBeEmpty = false): string | null {
    const found = find(names);
    if (found === null || (found.value === '' && (mayBeEmpty || !found.isRendered))) return null;
    if (found.isRendered && isNothing(found)) return sayNothing(found);
    if (typeof found.value === 'string') return found.value;
    // An INI inventory makes a number of whatever looks like one, and Ansible a text of that again.
    if (typeof found.value === 'number' && Number.isSafeInteger(found.value)) return String(found.value);
    const hint = typeof found.value === 'object' || found.isSecret ? undefined : `put it in quotes${show(found.value)}`;
    say(found.name, 'wrong-type', `must be text, not ${typeOf(found.value)}`, hint);
    return null;
  }

  function sayNothing({ name, value }: { readonly name: string; readonly value: Json }): null {
    const what = value === '' ? 'nothing' : '"none"';
    say(name, 'template', `is a template that comes to ${what}`, 'give what it looks up a value, or leave it out');
    return null;
  }

  return {
    mistakes,
    say,
    judge: (names, value, wrong) => {
      const why = wrong(value);
      if (why === null) return true;
      const name = names.findLast((each) => (host.vars[each] ?? null) !== null) ?? names[0] ?? '';
      const shown = secret.has(name) ? '' : `: ${JSON.stringify(value)}`;
      if (name === 'ansible_host' && value === host.name) {
        say(host.name, 'bad-name', `${why}${shown}`, 'say where it is: `ansible_host`');
      } else say(name, 'bad-name', `${why}${shown}`);
      return false;
    },
    text: (...names) => text(names, (value) => `: "${JSON.stringify(value)}"`),
    secret: (...names) => text(names, () => '', true),
    maybe: (name) => text([name], () => '', true),
    port: (...names) => {
      const found = find(names);
      if (found === null) return null;
      const port =
        typeof found.value === 'string' && /^[0-9]{1,5}$/u.test(found.value) ? Number(found.value) : found.value;
      if (typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
      say(found.name, 'bad-port', `must be a port from 1 to 65535, not ${shown(found)}`);
      return null;
    },
    flag: (name) => {
      const found = find([name]);
      if (found === null) return null;
      const value = typeof found.value === 'string' ? found.value.toLowerCase() : found.value;
      if (TRUE.has(value)) return true;
      if (FALSE.has(value)) return false;
      say(name, 'wrong-type', `must be true or false, not ${shown(found)}`);
      return null;
    },
    flagOrText: (name) => {
      const found = find([name]);
      if (found === null) return null;
      const value = typeof found.value === 'string' ? found.value.toLowerCase() : found.value;
      if (TRUE.has(value)) return true;
      if (FALSE.has(value)) return false;
      if (found.isRendered && isNothing(found)) return sayNothing(found);
      if (typeof found.value === 'string') return found.value;
      say(name, 'wrong-type', `must be true, false or text, not ${typeOf(found.value)}`);
      return null;
    },
  };
}

/** What a filter makes a text of where there was no value. For jump hosts it is a word of its own. */
const isNothing = ({ name, value }: { readonly name: string; readonly value: Json }): boolean =>
  typeof value === 'string' && (value === '' || (/^none$/i.test(value) && name !== 'suture_jump'));

const TRUE: ReadonlySet<Json> = new Set<Json>([true, 1, 'true', 't', 'yes', 'y', 'on', '1']);
const FALSE: ReadonlySet<Json> = new Set<Json>([false, 0, 'false', 'f', 'no', 'n', 'off', '0']);

const shown = ({ value, isSecret }: Revealed): string => (isSecret ? 'what it holds' : JSON.stringify(value));

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
