import { onceForEach } from '../base/once-for-each.ts';
import type { Arg, Directive } from '../formats/nginx/directive.ts';
import { directivesNamed } from './nginx-tree.ts';

/** A text whose variables are all replaced, and the argument that it is written in. */
export interface Constant {
  readonly value: string;
  readonly arg: Arg;
}

/** Where a text with variables stands: what `http` holds, and the blocks around it from `server` inwards. */
export interface Scope {
  readonly http: readonly Directive[];
  readonly blocks: readonly Directive[];
}

const variablePattern = /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]*))/g;

/** More variables or values, or a longer text, than any real address is made of. */
const limits = { variables: 50, values: 100, length: 4096 };

/**
 * Every value that the variables in an argument can give it, several where a `map` chooses; none where one of them isn't
 * constant. An argument that is a variable and nothing else leads to the arguments that give the variable its values.
 */
export const constantValues = (arg: Arg, scope: Scope): readonly Constant[] => resolve(arg, scope, new Map());

type Resolved = Map<string, readonly Constant[]>;

function resolve(arg: Arg, scope: Scope, resolved: Resolved): readonly Constant[] {
  const found = [...arg.value.matchAll(variablePattern)];
  const [first] = found;
  if (!first) return [{ value: arg.value, arg }];
  if (first[0] === arg.value) return variable(nameIn(first), scope, resolved);

  let choices: readonly ReadonlyMap<string, string>[] = [new Map()];
  for (const name of new Set(found.map(nameIn))) {
    const values = variable(name, scope, resolved);
    if (choices.length * values.length > limits.values) return [];
    choices = choices.flatMap((choice) => values.map(({ value }) => new Map([...choice, [name, value]])));
  }
  const texts = choices.map((choice) =>
    arg.value.replace(variablePattern, (_, braced?: string, bare?: string) => choice.get(braced ?? bare ?? '') ?? ''),
  );
  return texts.some(({ length }) => length > limits.length) ? [] : texts.map((value) => ({ value, arg }));
}

const nameIn = (match: RegExpExecArray): string => match[1] ?? match[2] ?? '';

function variable(name: string, scope: Scope, resolved: Resolved): readonly Constant[] {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  // Until it is resolved it isn't constant, so that variables that go round in circles end here.
  resolved.set(name, []);
  const sources = sourcesOf(name, scope);
  if (resolved.size > limits.variables || sources.length > limits.values) return [];
  const values = sources.map((source) => resolve(source, scope, resolved));
  const constants = values.some(({ length }) => length === 0) ? [] : values.flat().slice(0, limits.values + 1);
  resolved.set(name, constants.length > limits.values ? [] : constants);
  return resolved.get(name) ?? [];
}

/** The arguments that may give a variable its value: by `set`, else by a `map`, `geo` or `split_clients`; none where nobody can tell. */
function sourcesOf(name: string, { http, blocks }: Scope): readonly Arg[] {
  const perhaps: Arg[] = [];
  for (const block of [...blocks].reverse()) {
    const direct = directivesNamed(block.children, 'set').filter((set) => names(set, name));
    // An `if` sets it for some requests only; what is set around it counts for the others.
    const conditional = directivesNamed(block.children, 'if').flatMap((each) => setsWithin(each, name));
    perhaps.push(...valuesOf(conditional));
    if (direct.length > 0) return [...valuesOf(direct.slice(-1)), ...perhaps];
  }
  if (perhaps.length > 0) return [...valuesByBlock(name, http), ...perhaps];
  const elsewhere = blocks[0] ? setsWithin(blocks[0], name) : [];
  return elsewhere.length > 1 ? [] : elsewhere.length === 1 ? valuesOf(elsewhere) : valuesByBlock(name, http);
}

const valuesOf = (sets: readonly Directive[]): readonly Arg[] => sets.flatMap(({ args: [, value] }) => value ?? []);

const names = (set: Directive, variableName: string): boolean => set.args[0]?.value === `$${variableName}`;

const setsWithin = (block: Directive, name: string): readonly Directive[] =>
  (block.children ?? []).flatMap((child) =>
    child.name === 'set' && names(child, name) ? [child] : setsWithin(child, name),
  );

/** The values that a block of `http` may give a variable, those of no use left out; none where there is no such block. */
function valuesByBlock(name: string, http: readonly Directive[]): readonly Arg[] {
  const block = definingBlocks(http).get(`$${name}`);
  const entries = (block?.children ?? []).filter((entry) => !OPTIONS.has(entry.name));
  return entries.flatMap(({ args: [value] }) => (value === undefined || value.value === '' ? [] : [value]));
}

/** Of the entries of `map` and `geo` those that give no value. */
const OPTIONS: ReadonlySet<string> = new Set(['hostnames', 'volatile', 'ranges', 'proxy', 'proxy_recursive', 'delete']);

/** The blocks that define a variable, by its name with the `$`; of several the last counts. */
const definingBlocks = onceForEach(
  (http: readonly Directive[]): ReadonlyMap<string, Directive> =>
    new Map(
      http.flatMap((block) => {
        const variable = block.name === 'map' || block.name === 'split_clients' ? block.args[1] : block.args.at(-1);
        const defines = block.name === 'map' || block.name === 'split_clients' || block.name === 'geo';
        return defines && variable !== undefined ? [[variable.value, block] as const] : [];
      }),
    ),
);
