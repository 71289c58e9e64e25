import { isJsonList, type Json, type JsonObject } from '../../base/json.ts';
import type { Place } from '../../base/place.ts';
import { allOf, err, ok, type Result } from '../../base/result.ts';
import type { Mistake } from '../../base/user-error.ts';
import { didYouMean } from '../../formats/nearest-word.ts';
import { tellSecretsIn } from '../../formats/secrets/told-secrets.ts';
import { isTemplate } from '../../inventory/template-names.ts';
import type { Expression } from './expression.ts';
import { missingIn } from './missing.ts';
import { findingView, type Scope } from './scope.ts';

/** A value, or what is wrong with the expression, at its place. */
export type Evaluated = Result<Json, Mistake>;

/** More than any argument of a step needs. */
const MOST_CHARACTERS = 65_536;

/**
 * The value of an expression. A template that is one tag and nothing else keeps its type; any other is text. What is
 * looked up is data: a template in it stays text.
 */
export function evaluate(expression: Expression, scope: Scope): Evaluated {
  return evaluateWithin(expression, scope, []);
}

/** A value of the playbook with the templates in it evaluated. */
export function evaluateValue(value: Json, scope: Scope): Evaluated {
  return valueWithin(value, scope, []);
}

function valueWithin(value: Json, scope: Scope, within: readonly string[]): Evaluated {
  if (typeof value === 'string') {
    const expression = scope.expressions.get(value);
    return expression !== undefined && isTemplate(value) ? evaluateWithin(expression, scope, within) : ok(value);
  }
  if (typeof value !== 'object' || value === null) return ok(value);
  if (isJsonList(value)) return allOf(value.map((item) => valueWithin(item, scope, within)));
  const values = allOf(Object.values(value).map((each) => valueWithin(each, scope, within)));
  if (!values.ok) return values;
  return ok(Object.fromEntries(Object.keys(value).map((key, index) => [key, values.value[index] ?? null])));
}

function evaluateWithin(expression: Expression, scope: Scope, within: readonly string[]): Evaluated {
  const names = namesFor(expression, scope, within);
  if (!names.ok) return names;
  for (const { path, place } of expression.used) {
    const missing = missingIn(names.value, path, expression.guarded);
    if (missing !== null) return fail(place, missing.message, missing.known, missing.word);
  }
  return rendered(expression, names.value, scope);
}

/** The names that an expression looks up, with their values; those that nobody defined are left out. */
function namesFor(
  { used, guarded }: Expression,
  scope: Scope,
  within: readonly string[],
): Result<Record<string, Json>, Mistake> {
  const names: Record<string, Json> = {};
  const vars: Record<string, Json> = {};
  for (const { path, place } of used) {
    const [root = '', first] = path;
    const name = root === 'vars' && first !== undefined ? first : root;
    const into = root === 'vars' && first !== undefined ? vars : names;
    if (root === 'vars') names['vars'] = vars;
    if (Object.hasOwn(into, name) || name === 'vars') continue;
    const unknown = root === 'facts' && first !== undefined ? scope.facts().unknown[first] : undefined;
    if (unknown !== undefined && !guarded.includes(path.slice(0, 2).join('.'))) {
      return fail(place, `\`facts.${first ?? ''}\` isn't known of this host: ${unknown}`);
    }
    const found = lookUp(name, place, scope, within);
    if (found === null) {
      if (!guarded.some((path) => path === name || path === `vars.${name}`)) return undefinedName(name, place, scope);
    } else if (!found.ok) return found;
    else {
      tellSecretsIn(name, found.value);
      into[name] = found.value;
    }
  }
  return ok(names);
}

/** Null where nobody defined it. */
function lookUp(name: string, place: Place, scope: Scope, within: readonly string[]): Evaluated | null {
  if (name === 'facts') return ok(scope.facts().facts);
  if (name === 'finding') return ok(scope.finding === null ? null : findingView(scope.finding));
  if (name === 'outcome' && scope.outcome !== undefined) return ok(scope.outcome);
  if (name === 'item' && scope.item !== undefined) return ok(scope.item);
  if (Object.hasOwn(scope.vars, name) && !scope.hostVars.overrides(name)) {
    if (within.includes(name)) {
      return fail(place, `\`${name}\` needs itself: ${[...within.slice(within.indexOf(name)), name].join(' → ')}`);
    }
    return valueWithin(scope.vars[name] ?? null, scope, [...within, name]);
  }
  if (!scope.hostVars.names().includes(name)) return null;
  const found = scope.hostVars.valueOf(name);
  return found.ok ? found : fail(place, `\`${name}\` of the inventory ${found.error}`);
}

function undefinedName(name: string, place: Place, scope: Scope): Result<never, Mistake> {
  const known = ['facts', 'finding', 'vars', ...Object.keys(scope.vars), ...scope.hostVars.names()];
  const message = name === 'item' ? '`item` is known only in a step that has a `loop`' : `\`${name}\` is not defined`;
  return fail(place, message, known, name);
}

function rendered(expression: Expression, names: JsonObject, { render }: Scope): Evaluated {
  const { text, form, place } = expression;
  const code = form === 'bare' ? text : codeOfOnlyTag(text);
  // Only as text does a value come back without being copied piece by piece, whatever its size.
  // The engine takes one newline at a template's end away; a text that is written so has it all the same.
  const template =
    code === null
      ? text.replace(/\n$/, '\n\n')
      : `{% if (${code}) is undefined %}?{% else %}{{ (${code}) | tojson }}{% endif %}`;
  const answer = render(template, names);
  if (!answer.ok) {
    const { message, hint } = answer.error;
    return err({
      code: 'expression',
      message: `this can't be evaluated: ${message}`,
      place,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  if (answer.value.length > MOST_CHARACTERS) return fail(place, `this makes more than ${MOST_CHARACTERS} characters`);
  if (code === null) return ok(answer.value);
  if (answer.value === '?') return fail(place, 'this has no value');
  const value = JSON.parse(answer.value) as Json;
  return ok(typeof value === 'string' && form !== 'bare' ? `${value}${/\n*$/.exec(text)?.[0] ?? ''}` : value);
}

/** The expression of a template that is a single tag. */
function codeOfOnlyTag(text: string): string | null {
  const inner = /^\s*\{\{-?([^]*?)-?\}\}\s*$/.exec(text)?.[1] ?? null;
  return inner === null || /\{\{|\}\}|\{%/.test(inner) ? null : inner;
}

function fail(place: Place, message: string, known: readonly string[] = [], word = ''): Result<never, Mistake> {
  const hint = didYouMean(word, known);
  return err({ code: 'expression', message, place, ...(hint === null ? {} : { hint }) });
}
