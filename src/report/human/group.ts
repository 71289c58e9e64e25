/** Items that are alike: at least one. */
export type Group<Item> = readonly [Item, ...Item[]];

/** Puts what is alike together, in the order in which each kind first comes. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Group<Item>[] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
