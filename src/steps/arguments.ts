import type { Json, JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Wanted } from '../plan/file-drafts.ts';
import type { ArgumentMistake } from './define-step.ts';

/** No step holds a host up for longer than this. */
export const MOST_SECONDS = 600;

/** Says what is wrong, and with which argument; null where it is with none of them alone. */
export const mistake = (argument: string | null, message: string): Result<never, ArgumentMistake> =>
  err({ argument, message });

/** The argument of that name as text; null where it is missing, empty, or not a text. */
export function textArgument(given: JsonObject, name: string): string | null {
  const value = given[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The argument of that name as a whole number; null where it is missing or something else. */
export function numberArgument(given: JsonObject, name: string): number | null {
  const value = given[name];
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}

/** The argument of that name as whole seconds; an error where it is something else, or too long. */
export function secondsArgument(given: JsonObject, name: string, usual: number): Result<number, ArgumentMistake> {
  const seconds = Number(given[name] ?? usual);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MOST_SECONDS) return ok(seconds);
  return err({ argument: name, message: `\`${name}\` must be whole seconds, from 1 to ${MOST_SECONDS}` });
}

/** Whether it is an absolute path in its shortest form. */
export const isPath = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^(?:\/[^/\0-\x1f\x7f]+)+$/.test(value) && !/\/\.{1,2}(?:\/|$)/.test(value);

/** A value as a configuration file writes it: YAML's numbers as digits, its booleans as `yes` and `no`; null for what has no such text. */
export function writtenText(value: Json): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** The argument of that name as an absolute path without a slash at its end; null where it is missing or something else. */
export function pathArgument(given: JsonObject, name: string): string | null {
  const path =
    textArgument(given, name)
      ?.replaceAll(/\/(?:\.?\/)+/g, '/')
      .replace(/(?<=.)\/\.?$/, '') ?? '';
  return /^(?:\/[^/\0-\x1f\x7f]+)+$/.test(path) && !/\/\.\.(?:\/|$)/.test(path) ? path : null;
}

/** `owner`, `group` and `mode`, as far as they are given; an error where one of them makes no sense. */
export function wantedArguments(given: JsonObject): Result<Wanted, ArgumentMistake> {
  const [owner, group, mode] = (['owner', 'group', 'mode'] as const).map((name) => textArgument(given, name));
  for (const [argument, name] of Object.entries({ owner, group })) {
    if (name == null || /^[A-Za-z_][\w.-]*\$?$/.test(name)) continue;
    return err({ argument, message: `\`${argument}\` must be a name, not ${JSON.stringify(name)}` });
  }
  if (mode != null && !/^[0-7]{3,4}$/.test(mode))
    return err({ argument: 'mode', message: `\`mode\` must be octal digits, not ${JSON.stringify(mode)}` });
  return ok({
    ...(owner == null ? {} : { owner }),
    ...(group == null ? {} : { group }),
    ...(mode == null ? {} : { mode: mode.padStart(4, '0') }),
  });
}

/** Of a question: whether a link that somebody else than root has a hand in may lead to what is asked about. */
export const followed = (given: JsonObject): { readonly follow?: true } =>
  given['follow'] === true ? { follow: true } : {};

/** The path that an argument gives; an error where it is none from the root, or climbs. */
export function placeArgument(given: JsonObject, name: string): Result<string, ArgumentMistake> {
  const path = pathArgument(given, name);
  if (path !== null) return ok(path);
  return err({ argument: name, message: `\`${name}\` must be a path from the root, without \`..\`` });
}
