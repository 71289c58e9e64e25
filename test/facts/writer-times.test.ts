import { describe, expect, test } from 'vitest';
import { withWriterTimes } from '../../src/facts/writer-times.ts';
import { hostFacts } from '../checks/host.ts';
import { nginxLine } from '../checks/crowd.ts';

const { processes } = hostFacts();
const worker = processes.state === 'known' ? processes.value.find(({ pid }) => pid === 701) : undefined;
if (worker === undefined) throw new Error('no worker');
const RELOAD = 1_769_990_000.42;
const started = [{ ...worker, startedAt: RELOAD }];
const at = (seconds: number, pid: number | null) => withWriterTimes([nginxLine('x', seconds, { pid })], started)[0]?.at;

describe('a line of the second in which nginx was reloaded', () => {
  test('is younger than the reload where a worker of now wrote it', () => {
    expect(at(Math.floor(RELOAD), 701)).toBe(RELOAD);
  });

  test.each([
    ['another process wrote it', Math.floor(RELOAD), 700],
    ['nobody knows who wrote it', Math.floor(RELOAD), null],
  ])('is older where %s', (_, seconds, pid) => {
    expect(at(seconds, pid)).toBeLessThan(RELOAD);
  });
});

test.each([
  ['before', Math.floor(RELOAD) - 1],
  ['after', Math.floor(RELOAD) + 1],
])('a line of a second %s keeps its time, though a process of that number wrote it', (_, seconds) => {
  expect(at(seconds, 701)).toBe(seconds);
});
