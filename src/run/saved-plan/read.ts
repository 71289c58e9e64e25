import * as v from 'valibot';
import { unsoundness } from '../../apply/transaction/soundness.ts';
import type { Place } from '../../base/place.ts';
import { type Mistake, showMistake, UserError } from '../../base/user-error.ts';
import { findInJson } from '../../formats/json/find-place.ts';
import { tellWords } from '../../formats/secrets/told-secrets.ts';
import { placesIn } from '../../formats/places.ts';
import { cleanText } from '../clean.ts';
import { misshown } from './misshown.ts';
import { planHash, type SavedPlan } from './saved-plan.ts';
import { planFile } from './schema.ts';

/** A plan's file: what it holds, or that somebody has changed it since it was made. */
export type ReadPlan =
  | { readonly kind: 'plan'; readonly plan: SavedPlan; readonly hash: string }
  | { readonly kind: 'edited'; readonly why: string };

const HINT = 'plans are made, not written: suture run PLAYBOOK --check --save-plan FILE';

/** Reads a plan's file. Throws a UserError with its mistakes, each at its place, where it isn't one. */
export function readPlan(file: string, text: string): ReadPlan {
  const placeAt = placesIn(file, text);
  const placeOf = (path: readonly string[]): Place => placeAt(findInJson(text, path).offset);
  const fail = (mistakes: readonly Mistake[]): never => {
    throw new UserError(mistakes);
  };
  const value =
    parsed(text) ?? fail([{ code: 'bad-json', message: 'this is no JSON', place: placeOf([]), hint: HINT }]);
  const read = v.safeParse(planFile, value.json);
  if (!read.success) return fail(read.issues.slice(0, MOST).map((issue) => explain(issue, placeOf)));
  const { plan, hash } = read.output;
  tellWords(plan.secrets ?? []);
  const unsound = unsoundHosts(plan).map(({ index, why }) => {
    const place = placeOf(['plan', 'hosts', String(index), 'plan', 'changes']);
    return { code: 'unsound-plan', message: why, place, hint: HINT };
  });
  if (unsound.length > 0) return fail(unsound);
  const actual = planHash(plan);
  if (actual === hash) return { kind: 'plan', plan, hash };
  const message = `the plan was changed after it was made: its hash was ${hash}, and would be ${actual}`;
  return { kind: 'edited', why: showMistake({ code: 'plan-edited', message, place: placeOf(['hash']), hint: HINT }) };
}

/** More mistakes than these say no more. */
const MOST = 10;

function parsed(text: string): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function explain(issue: v.BaseIssue<unknown>, placeOf: (path: readonly string[]) => Place): Mistake {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const name = path.length === 0 ? 'a plan' : `\`${path.join('.')}\``;
  return { code: 'bad-plan', message: inOneLine(`${name} ${whatIsWrong(issue)}`), place: placeOf(path), hint: HINT };
}

function whatIsWrong({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (message.startsWith('must ')) return message;
  if (expected === 'never') return 'is not known here';
  return received === 'undefined' ? 'is missing' : `must be ${expected ?? 'something else'}, and is ${received}`;
}

/** What the file says may be anything. */
const inOneLine = (text: string): string => cleanText(text).replaceAll('\n', ' ').slice(0, 300);

function unsoundHosts({ hosts }: SavedPlan): readonly { readonly index: number; readonly why: string }[] {
  return hosts.flatMap(({ plan }, index) => {
    const again = hosts.findIndex((other) => other.plan.host === plan.host) !== index;
    const why = again ? `${plan.host} has a second plan` : (unsoundness(plan) ?? misshown(plan));
    return why === null ? [] : [{ index, why }];
  });
}
