import { err, ok, type Result } from '../base/result.ts';
import { parseHostAddress } from './host-address.ts';

/** What a key under `hosts:` stands for. */
export interface HostNames {
  readonly names: readonly string[];
  readonly port: number | null;
}

/** More hosts than any real range makes. */
const MOST_NAMES = 100_000;

const RANGE = /^([^[\]]*)\[([^[\]]*)\]([^]*)$/u;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Spells out a host name with its ranges: `web[01:50:2]`, `db[a:f]`, several at once, and a port at the end. The error is
 * a sentence that says what is wrong with the range. Source: Ansible, plugins/inventory/__init__.py.
 */
export function expandHostNames(text: string): Result<HostNames, string> {
  const { host, port } = parseHostAddress(text) ?? { host: text, port: null };
  const names = expand(host, MOST_NAMES);
  return names.ok ? ok({ names: names.value, port }) : names;
}

function expand(text: string, most: number): Result<readonly string[], string> {
  const match = RANGE.exec(text);
  if (match === null) return /[[\]]/u.test(text) ? err(`\`${text}\` has a bracket without its partner`) : ok([text]);
  const [, head = '', range = '', tail = ''] = match;
  const values = valuesOf(range);
  if (!values.ok) return values;
  const tails = expand(tail, most);
  if (!tails.ok) return tails;
  if (values.value.length * tails.value.length > most) return err(`\`${text}\` stands for more than ${most} hosts`);
  return ok(values.value.flatMap((value) => tails.value.map((rest) => `${head}${value}${rest}`)));
}

function valuesOf(range: string): Result<readonly string[], string> {
  const [begin = '', end = '', step = '1', ...more] = range.split(':');
  const from = begin === '' ? '0' : begin;
  if (!range.includes(':') || more.length > 0)
    return err(`the range \`[${range}]\` is not begin:end or begin:end:step`);
  if (end === '') return err(`the range \`[${range}]\` has no end`);
  if (!/^0*[1-9][0-9]*$/u.test(step)) return err(`the step of the range \`[${range}]\` is not a whole number above 0`);
  if (isLetter(from) && isLetter(end)) return letters(range, from, end, Number(step));
  if (!/^[0-9]+$/u.test(from) || !/^[0-9]+$/u.test(end)) {
    return err(`the range \`[${range}]\` runs neither from a number to a number nor from a letter to a letter`);
  }
  const isPadded = from.startsWith('0') && from.length > 1;
  if (isPadded && from.length !== end.length) {
    return err(`begin and end of the range \`[${range}]\` must have the same number of digits`);
  }
  return numbers(range, { from: Number(from), to: Number(end), step: Number(step), width: isPadded ? from.length : 0 });
}

const isLetter = (text: string): boolean => text.length === 1 && LETTERS.includes(text);

function letters(range: string, begin: string, end: string, step: number): Result<readonly string[], string> {
  const [from, to] = [LETTERS.indexOf(begin), LETTERS.indexOf(end)];
  if (from > to) return err(`the range \`[${range}]\` ends before it begins`);
  return ok(Array.from(LETTERS.slice(from, to + 1)).filter((_, index) => index % step === 0));
}

function numbers(
  range: string,
  {
    from,
    to,
    step,
    width,
  }: { readonly from: number; readonly to: number; readonly step: number; readonly width: number },
): Result<readonly string[], string> {
  if (from > to) return err(`the range \`[${range}]\` ends before it begins`);
  const count = Math.floor((to - from) / step) + 1;
  if (count > MOST_NAMES) return err(`the range \`[${range}]\` stands for more than ${MOST_NAMES} hosts`);
  return ok(Array.from({ length: count }, (_, index) => String(from + index * step).padStart(width, '0')));
}
