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

/** More variables, or a longer text, than any real address is made of. */
const limits = { variables: 50, length: 4096 };

/**
 * Replaces the variables in an argument; null where one of them isn't constant.
 * An argument that is a variable and nothing else leads to the argument that gives the variable its value.
 */
export const constantValue = (arg: Arg, scope: Scope): Constant | null => resolve(arg, scope, new Map());

type Resolved = Map<string, Constant | null>;

function resolve(arg: Arg, scope: Scope, resolved: Resolved): Constant | null {
  const found = [...arg.value.matchAll(variablePattern)];
  const [first] = found;
  if (!first) return { value: arg.value, arg };
  if (first[0] === arg.value) return variable(nameIn(first), scope, resolved);

  for (const match of found) if (variable(nameIn(match), scope, resolved) === null) return null;
  const value = arg.value.replace(variablePattern, (_, braced?: string, bare?: string) => {
    return resolved.get(braced ?? bare ?? '')?.value ?? '';
  });
  return value.length > limits.length ? null : { value, arg };
}

const nameIn = (match: RegExpExecArray): string => match[1] ?? match[2] ?? '';

function variable(name: string, scope: Scope, resolved: Resolved): Constant | null {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  // Until it is resolved it isn't constant, so that variables that go round in circles end here.
  resolved.set(name, null);
  const source = valueBySet(name, scope) ?? valueByMap(name, scope.http);
  if (source === null || source === 'ambiguous' || resolved.size > limits.variables) return null;
  const constant = resolve(source, scope, resolved);
  resolved.set(name, constant);
  return constant;
}

/** The value of the one `set` that a request must have run through; null where no `set` names the variable. */
function valueBySet(name: string, { blocks }: Scope): Arg | 'ambiguous' | null {
  const wholeServer = blocks[0] ? setsWithin(blocks[0], name) : [];
  const only = wholeServer.length === 1 ? wholeServer[0] : undefined;
  if (only) return only.args[1] ?? 'ambiguous';
  for (const block of [...blocks].reverse()) {
    const [direct] = directivesNamed(block.children, 'set').filter((set) => names(set, name));
    if (direct && setsWithin(block, name).length === 1) return direct.args[1] ?? 'ambiguous';
  }
  return wholeServer.length > 0 ? 'ambiguous' : null;
}

const names = (set: Directive, variableName: string): boolean => set.args[0]?.value === `$${variableName}`;

const setsWithin = (block: Directive, name: string): readonly Directive[] =>
  (block.children ?? []).flatMap((child) =>
    child.name === 'set' && names(child, name) ? [child] : setsWithin(child, name),
  );

/** The value of a `map` that knows nothing but its default; null where there is no such map. */
function valueByMap(name: string, http: readonly Directive[]): Arg | null {
  const map = directivesNamed(http, 'map').findLast(({ args }) => args[1]?.value === `$${name}`);
  const entries = (map?.children ?? []).filter((entry) => entry.name !== 'hostnames' && entry.name !== 'volatile');
  const [entry] = entries;
  return entries.length === 1 && entry?.name === 'default' ? (entry.args[0] ?? null) : null;
}
