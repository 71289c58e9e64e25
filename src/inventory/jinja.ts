import { Environment } from 'minijinja-js';
import { err, ok, type Result } from '../base/result.ts';
import { wrapPrinted } from './printed-tags.ts';
import type { Render, Unrendered } from './reveal.ts';
import { unknownLookup } from './unknown-lookup.ts';

/** More than any value of an inventory needs; a loop without an end stops there. */
const FUEL = 100_000;

/**
 * Renders Jinja2 by minijinja; `environment` is what `lookup('env', …)` reads. What can't be resolved is an error and never
 * a text: another lookup, what has no value, a variable of the environment that isn't set. Loads a megabyte: import it when needed.
 */
export function jinja(environment: Readonly<Record<string, string | undefined>>): Render {
  const engine = new Environment();
  engine.undefinedBehavior = 'strict';
  engine.fuel = FUEL;
  engine.enablePyCompat();
  // What these call must not throw, as the engine would not survive it: they note what is wrong, and it is told afterwards.
  let noted = nothingYet();
  const refuse = (unrendered: Unrendered): null => {
    noted.wrong ??= unrendered;
    return null;
  };
  engine.addFilter('bool', (value: unknown) => /^(?:yes|on|true|t|y|1)$/i.test(String(value)));
  engine.addGlobal('lookup', (kind: unknown, ...rest: readonly unknown[]) => {
    const asked = readLookup(kind, rest);
    if (asked === null) return refuse(unknownLookup('lookup', kind));
    const value = environment[asked.name];
    if (value !== undefined) return value;
    if (asked.instead === null) noted.unset ??= asked.name;
    return asked.instead ?? '';
  });
  for (const name of ['query', 'q']) engine.addGlobal(name, (kind: unknown) => refuse(unknownLookup(name, kind)));
  engine.addGlobal(NONE, () => refuse({ message: 'it comes to none, which is no text', hint: DEFAULT_HINT }));
  engine.addGlobal(UNDEFINED, () => refuse({ message: 'undefined value' }));
  engine.addGlobal(EMPTY, () => (noted.unset === null ? '' : refuse(unsetVariable(noted.unset))));
  const print = (code: string): string =>
    `${UNDEFINED}() if (${code}) is undefined else ${NONE}() if (${code}) is none else ${EMPTY}() if (${code}) == '' else (${code})`;
  return (template, names) => {
    noted = nothingYet();
    const rendered = attempt(() => engine.renderStr(wrapPrinted(template, print), names));
    // A playbook asks for values as JSON, in which an empty text is two quotes.
    if (rendered.ok && noted.unset !== null && /^(?:"")?$/.test(rendered.value)) refuse(unsetVariable(noted.unset));
    if (noted.wrong !== null) return err(noted.wrong);
    if (rendered.ok)
      return isFunction(rendered.value) ? err({ message: 'it names a function without calling it' }) : rendered;
    // What is wrong with a template is said of it as it is written.
    const own = attempt(() => engine.renderStr(template, names));
    return err({ message: own.ok ? rendered.error : own.error });
  };
}

/** What was noted while a template was rendered. */
interface Noted {
  wrong: Unrendered | null;
  unset: string | null;
}

const nothingYet = (): Noted => ({ wrong: null, unset: null });

const UNDEFINED = 'suture_undefined_';
const NONE = 'suture_none_';
const EMPTY = 'suture_empty_';
const DEFAULT_HINT = "say what it is to be then: `| default('…', true)`";

/** What an environment's lookup asks for; null where it is another lookup, or has options that aren't known here. */
function readLookup(
  kind: unknown,
  rest: readonly unknown[],
): { readonly name: string; readonly instead: string | null } | null {
  const [name, options, ...more] = rest;
  if (!/^(?:ansible\.builtin\.)?env$/.test(String(kind)) || typeof name !== 'string' || more.length > 0) return null;
  if (options === undefined) return { name, instead: null };
  if (!(options instanceof Map) || [...options.keys()].some((key) => key !== 'default')) return null;
  const instead: unknown = options.get('default');
  return { name, instead: typeof instead === 'string' || typeof instead === 'number' ? String(instead) : null };
}

const unsetVariable = (name: string): Unrendered => ({
  message: `the environment variable ${name} is not set`,
  hint: `set it, or say what it is else: \`lookup('env', '${name}', default='…')\``,
});

const isFunction = (text: string): boolean => /\bminijinja(?:_\w+)?::/.test(text);

function attempt(render: () => string): Result<string, string> {
  try {
    return ok(render());
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return err((said.split('\n')[0] ?? '').replace(/ \(in <string>:1\)$/, ''));
  }
}
