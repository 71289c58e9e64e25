import type { Place } from '../../base/place.ts';
import type { Mistake } from '../../base/user-error.ts';
import { didYouMean } from '../../formats/nearest-word.ts';
import { addChild, groupIn, type InventoryDraft } from '../draft.ts';

interface Expected {
  readonly place: Place;
  /** The groups that name it as a child; none where only its vars came so far. */
  readonly parents: readonly { readonly name: string; readonly place: Place }[];
}

/** Groups of one INI file that are spoken of before a section declares them. */
export interface ExpectedGroups {
  /** Names a child of a group: put there at once if the group is known, else as soon as it is declared. */
  readonly expectChild: (parent: string, name: string, place: Place) => void;
  /** A `[group:vars]` section: makes the group, but doesn't declare it. */
  readonly expectVars: (name: string, place: Place) => void;
  /** A section that declares a group. */
  readonly declare: (name: string) => void;
  /** What was never declared. */
  readonly mistakes: () => readonly Mistake[];
}

/** Keeps Ansible's order: a child that is declared later comes after those that were known (plugins/inventory/ini.py). */
export function expectedGroups(draft: InventoryDraft): ExpectedGroups {
  const waiting = new Map<string, Expected>();

  function settle(name: string): void {
    const expected = waiting.get(name);
    if (expected === undefined) return;
    waiting.delete(name);
    for (const parent of expected.parents) addChild(groupIn(draft, parent.name), name, parent.place);
  }

  return {
    expectChild: (parent, name, place) => {
      const before = waiting.get(name);
      if (draft.groups.has(name)) addChild(groupIn(draft, parent), name, place);
      else
        waiting.set(name, {
          place: before?.place ?? place,
          parents: [...(before?.parents ?? []), { name: parent, place }],
        });
    },
    expectVars: (name, place) => {
      if (!draft.groups.has(name) && !waiting.has(name)) waiting.set(name, { place, parents: [] });
      groupIn(draft, name);
    },
    declare: (name) => {
      groupIn(draft, name);
      settle(name);
    },
    mistakes: () =>
      [...waiting].map(([name, { place, parents }]) => {
        const others = [...draft.groups.keys()].filter((group) => !waiting.has(group));
        const hint = didYouMean(name, others) ?? `declare it with a section: \`[${name}]\``;
        const [parent] = parents;
        const message =
          parent === undefined
            ? `vars are given for a group that no section declares: \`${name}\``
            : `\`${parent.name}\` has a child that no section declares: \`${name}\``;
        return { code: 'undeclared-group', message, place, hint };
      }),
  };
}
