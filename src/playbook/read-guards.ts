import * as v from 'valibot';
import { toJson, valueAt, type YamlNode } from '../formats/yaml/node.ts';
import type { Json } from '../base/json.ts';
import type { BatchSize, Guards } from './guards.ts';

const SERIAL = 'must be a number of hosts from 1, a percentage such as `30%`, or a list of these: `[1, 10%, 100%]`';
const PERCENTAGE = 'must be a percentage from 0 to 100';
const SECONDS = 'must be a number of seconds from 1 to 86400';
const COUNT = 'must be a number of hosts from 1';

const sized = v.union(
  [
    v.pipe(v.number(SERIAL), v.safeInteger(SERIAL), v.minValue(1, SERIAL)),
    v.pipe(v.string(SERIAL), v.regex(/^(?:(?:100|[1-9]\d?)%|[1-9]\d{0,8})$/, SERIAL)),
  ],
  SERIAL,
);

/** What a play may say of how its hosts are changed, in Ansible's words. */
export const guardKeys = {
  serial: v.optional(v.union([sized, v.pipe(v.array(sized, SERIAL), v.minLength(1, SERIAL))], SERIAL)),
  max_fail_percentage: v.optional(v.pipe(v.number(PERCENTAGE), v.minValue(0, PERCENTAGE), v.maxValue(100, PERCENTAGE))),
  any_errors_fatal: v.optional(v.boolean()),
  confirm_within: v.optional(
    v.pipe(v.number(SECONDS), v.safeInteger(SECONDS), v.minValue(1, SECONDS), v.maxValue(86_400, SECONDS)),
  ),
  become: v.optional(v.boolean()),
  throttle: v.optional(v.pipe(v.number(COUNT), v.safeInteger(COUNT), v.minValue(1, COUNT))),
};

/** Reads a play's guards; what was complained of already is as if it weren't there. */
export function readGuards(play: YamlNode): Guards {
  const percentage = numberIn(jsonAt(play, 'max_fail_percentage'));
  const serial = jsonAt(play, 'serial');
  const become = jsonAt(play, 'become');
  return {
    serial: (Array.isArray(serial) ? serial : [serial]).flatMap(sizesIn),
    maxFailPercentage: jsonAt(play, 'any_errors_fatal') === true ? 0 : percentage,
    throttle: numberIn(jsonAt(play, 'throttle')),
    confirmWithin: numberIn(jsonAt(play, 'confirm_within')),
    become: typeof become === 'boolean' ? become : null,
  };
}

function sizesIn(value: Json): readonly BatchSize[] {
  const number = numberIn(value);
  if (number === null) return [];
  return typeof value === 'string' && value.endsWith('%')
    ? [{ kind: 'percent', percent: number }]
    : [{ kind: 'count', count: number }];
}

function numberIn(value: Json): number | null {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : null;
}

function jsonAt(play: YamlNode, key: string): Json {
  const node = valueAt(play, key);
  return node === undefined ? null : toJson(node);
}
