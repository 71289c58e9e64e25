import { assertNever } from '../base/assert-never.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { describeNode, type YamlNode, type YamlScalar } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import { isTemplate } from '../inventory/template-names.ts';
import type { Argument } from '../steps/define-step.ts';
import { ansibleValueHint } from './ansible-words.ts';

/** Says what is wrong with an argument's value as it is written; of an expression only a host can tell. */
export function judgeArgument(name: string, argument: Argument, node: YamlNode, say: Say): void {
  if (node.kind === 'scalar' && typeof node.value === 'string' && isTemplate(node.value)) return;
  const wrong = wrongIn(argument, node);
  if (wrong === null) return;
  const { must, hint = null, code = 'wrong-type' } = wrong;
  say(
    wrong.node ?? node,
    code,
    `\`${name}\` must be ${must}, not ${wrong.not ?? describeNode(wrong.node ?? node)}`,
    hint,
  );
}

interface Wrong {
  readonly must: string;
  readonly not?: string;
  readonly hint?: string | null;
  readonly code?: 'wrong-value';
  /** The item that it is, in a list. */
  readonly node?: YamlNode;
}

function wrongIn(argument: Argument, node: YamlNode): Wrong | null {
  const value = node.kind === 'scalar' ? node.value : undefined;
  switch (argument.takes) {
    case 'word':
      return wrongWord(argument.words, value);
    case 'number':
      return wrongNumber(argument, value);
    case 'numbers':
      return wrongNumbers(argument, node);
    case 'text':
    case 'beside':
      return typeof value === 'string' ? null : { must: 'text', hint: inQuotes(value) };
    case 'path':
      if (typeof value !== 'string') return { must: 'a path' };
      return value.startsWith('/') ? null : wrongValue('a path from the root', value, `write \`/…/${value}\``);
    case 'mode':
      if (typeof value === 'string' && /^[0-7]{3,4}$/.test(value)) return null;
      if (typeof value === 'string') return wrongValue(OCTAL, value, null);
      return { must: OCTAL, hint: 'write "0644", for instance: YAML reads bare digits as a number' };
    case 'regexp':
      return typeof value === 'string' ? wrongExpression(value) : { must: 'text', hint: inQuotes(value) };
    case 'texts':
      return wrongTexts(node);
    case 'value':
      return value === undefined || value === null ? { must: 'text, a number, or true or false' } : null;
    case 'boolean':
      return typeof value === 'boolean' ? null : { must: 'true or false' };
    case 'list':
      return node.kind === 'list' ? null : { must: 'a list' };
    case 'mapping':
      return node.kind === 'map' ? null : { must: 'a mapping' };
    // These are read as expressions.
    case 'conditions':
      return null;
    default:
      return assertNever(argument);
  }
}

const OCTAL = 'octal digits in quotes';

const wrongValue = (must: string, value: string | number, hint: string | null): Wrong => ({
  must,
  not: `\`${String(value)}\``,
  hint,
  code: 'wrong-value',
});

function wrongWord(words: readonly string[], value: YamlScalar['value'] | undefined): Wrong | null {
  const must = `one of ${words.map((word) => `\`${word}\``).join(', ')}`;
  if (value === undefined || value === null) return { must };
  const word = String(value);
  return words.includes(word) ? null : wrongValue(must, word, ansibleValueHint(word) ?? didYouMean(word, words));
}

function wrongNumber({ from, to }: { readonly from?: number; readonly to?: number }, value: unknown): Wrong | null {
  const bounds = [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])];
  const must = ['a whole number', ...bounds].join(' ');
  if (typeof value !== 'number') return { must, hint: isDigits(value) ? `write it without quotes: ${value}` : null };
  const isWithin = Number.isInteger(value) && value >= (from ?? value) && value <= (to ?? value);
  return isWithin ? null : wrongValue(must, value, null);
}

function wrongExpression(value: string): Wrong | null {
  try {
    new RegExp(value);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return wrongValue("a regular expression of JavaScript's", value, why.slice(why.lastIndexOf(': ') + 2));
  }
}

function wrongNumbers(bounds: { readonly from?: number; readonly to?: number }, node: YamlNode): Wrong | null {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) return { must: 'a whole number, or a list of them' };
  for (const item of items) {
    const wrong = wrongNumber(bounds, item.kind === 'scalar' ? item.value : undefined);
    if (wrong !== null) return { ...wrong, node: item };
  }
  return null;
}

function wrongTexts(node: YamlNode): Wrong | null {
  const items = node.kind === 'list' ? node.items : [node];
  const wrong = items.find((item) => item.kind !== 'scalar' || typeof item.value !== 'string');
  return wrong === undefined ? null : { must: 'text, or a list of texts', node: wrong };
}

const isDigits = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);

const inQuotes = (value: unknown): string | null =>
  typeof value === 'number' || typeof value === 'boolean' ? 'write it in quotes' : null;
