import type { Place } from '../base/place.ts';
import { RESERVED } from './expressions/scope.ts';
import type { PlayStep } from './playbook.ts';

/** A name that a playbook looks up in the inventory's vars, because it defines none of that name itself. */
export interface FreeName {
  readonly name: string;
  readonly place: Place;
}

/** The names that steps need from the inventory, each at each of its places. */
export function freeNames(steps: readonly PlayStep[]): readonly FreeName[] {
  return steps.flatMap(({ expressions, block, vars = {} }) =>
    [...(expressions?.values() ?? [])].flatMap(({ used, guarded }) =>
      used.flatMap(({ path: [root = '', first = ''], place }) => {
        const name = root === 'vars' ? first : root;
        const isOwn =
          name === '' || RESERVED.has(name) || (name === 'outcome' && block !== undefined) || Object.hasOwn(vars, name);
        return isOwn || guarded.includes(name) || guarded.includes(`vars.${name}`) ? [] : [{ name, place }];
      }),
    ),
  );
}
