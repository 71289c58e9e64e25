import pLimit from 'p-limit';

/** Does a job for each item, six at once: more would only wait for a machine of two cores. */
export function sideBySide<Item, Result>(
  items: readonly Item[],
  job: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = pLimit(6);
  return Promise.all(items.map((item) => limit(() => job(item))));
}
