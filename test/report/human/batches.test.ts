import { expect, test } from 'vitest';
import { batchesText } from '../../../src/report/human/batches.ts';
import type { Page } from '../../../src/report/human/page.ts';

const page: Page = { paint: (_, text) => text, width: 80, verbosity: 0, options: [], limit: null };

test.each<[readonly number[], string]>([
  [[], ''],
  [[7], ''],
  [[1, 4, 5], '\n  batches    3, one after the other: 1 host, then 4, 5\n'],
  [[1, 5, 5, 5, 2], '\n  batches    5, one after the other: 1 host, then 3 × 5, 2\n'],
  [[2, 2, 2], '\n  batches    3, one after the other: 2 hosts, then 2 × 2\n'],
])('batches of %j hosts', (sizes, expected) => {
  expect(batchesText(sizes, page)).toBe(expected);
});
