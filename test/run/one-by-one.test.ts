import { expect, test } from 'vitest';
import { oneByOne } from '../../src/run/one-by-one.ts';

test('jobs go one after the other until it is so, and then all that wait go together', async () => {
  let isSo = false;
  let inFlight = 0;
  const most: number[] = [];
  const turns = oneByOne(() => isSo);
  const releases: (() => void)[] = [];
  const job = (): Promise<void> => {
    inFlight += 1;
    most.push(inFlight);
    return new Promise((resolve) => {
      releases.push(() => {
        inFlight -= 1;
        resolve();
      });
    });
  };
  expect(turns.isBusy()).toBe(false);
  const all = [job, job, job, job].map((each) => turns.take(each));
  expect(turns.isBusy()).toBe(true);
  await expect.poll(() => releases.length).toBe(1);
  releases[0]?.();
  await expect.poll(() => releases.length).toBe(2);
  expect(inFlight).toBe(1);
  isSo = true;
  releases[1]?.();
  await expect.poll(() => releases.length).toBe(4);
  expect(most).toEqual([1, 1, 1, 2]);
  for (const release of releases) release();
  await Promise.all(all);
  expect(turns.isBusy()).toBe(false);
});

test('a job that throws leaves the turn to the next', async () => {
  const turns = oneByOne(() => false);
  const thrown = turns.take(() => Promise.reject(new Error('bug')));
  const next = turns.take(() => Promise.resolve('next'));
  await expect(thrown).rejects.toThrow('bug');
  await expect(next).resolves.toBe('next');
});
