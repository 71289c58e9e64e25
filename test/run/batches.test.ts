import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchSize, type Guarded, NO_GUARDS } from '../../src/playbook/guards.ts';
import { batchesOf, batchSizes } from '../../src/run/batches.ts';
import { emptyReport } from '../../src/run/failed-report.ts';

const size = (word: number | string): BatchSize =>
  typeof word === 'number' ? { kind: 'count', count: word } : { kind: 'percent', percent: Number.parseInt(word, 10) };
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `web${index + 1}`);
const play = (hosts: readonly string[], serial: readonly (number | string)[]): Guarded => ({
  ...NO_GUARDS,
  hosts,
  serial: serial.map(size),
});
const planned = (hosts: readonly string[]) => hosts.map((host) => ({ report: { host } }));
const sizes = (plays: readonly Guarded[], hosts: readonly string[]): readonly number[] =>
  batchesOf(plays, planned(hosts)).map((batch) => batch.hosts.length);

// As Ansible cuts ten hosts.
test.each<[readonly (number | string)[], readonly number[]]>([
  [[], [10]],
  [[3], [3, 3, 3, 1]],
  [
    [1, 5, 10],
    [1, 5, 4],
  ],
  [['30%'], [3, 3, 3, 1]],
  [['5%'], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
  [
    [1, '20%', '100%'],
    [1, 2, 7],
  ],
  [[20], [10]],
])('serial %j cuts ten hosts into %j', (serial, expected) => {
  expect(sizes([play(names(10), serial)], names(10))).toEqual(expected);
});

test('who needs nothing takes no place, so that a canary is one that is changed; percentages are of all', () => {
  const batches = batchesOf([play(names(10), [1, '20%'])], planned(['web04', 'web4', 'web7', 'web8', 'web9'].slice(1)));
  expect(batches.map(({ hosts }) => hosts.map(({ report }) => report.host))).toEqual([
    ['web4'],
    ['web7', 'web8'],
    ['web9'],
  ]);
});

test('plays follow one another, in the order of each play; who is in none comes last', () => {
  const batches = batchesOf([play(['c', 'a'], [1]), play(['b'], [])], planned(['a', 'b', 'c', 'd']));
  expect(batches.map(({ hosts }) => hosts.map(({ report }) => report.host).join())).toEqual(['c', 'a', 'b', 'd']);
});

test('each host is in exactly one batch, whatever the sizes', () => {
  const word = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), fc.nat(60), (serial, count) => {
      const batches = batchesOf([play(names(count), serial)], planned(names(count)));
      expect(batches.flatMap(({ hosts }) => hosts.map(({ report }) => report.host))).toEqual(names(count));
      expect(batches.every(({ hosts }) => hosts.length > 0)).toBe(true);
    }),
  );
});

test('how many hosts go at a time is known beforehand: hosts that would change, and lost ones, whose place is taken', () => {
  const reports = (['would-change', 'ok', 'would-change', 'unreachable', 'would-change'] as const).map(
    (status, index) => emptyReport(`web${index + 1}`, status, 0),
  );
  expect(batchSizes([play(names(5), [1, 2])], reports)).toEqual([1, 2, 1]);
  expect(batchSizes([play(names(5), [])], reports)).toEqual([]);
  const ended = reports.filter(({ status }) => status !== 'would-change');
  expect(batchSizes([play(names(5), [1])], ended)).toEqual([]);
});
