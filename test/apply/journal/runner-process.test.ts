import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isRunning, thisProcess } from '../../../src/apply/journal/runner-process.ts';

test('this process runs', () => {
  expect(isRunning(thisProcess())).toBe(true);
});

test('a process that has this one’s number but began at another time is another one', () => {
  expect(isRunning({ ...thisProcess(), started: '1' })).toBe(false);
});

test('nothing runs any more that ran before the machine was started', () => {
  expect(isRunning({ ...thisProcess(), boot: 'another' })).toBe(false);
});

test('without /proc a living number has to do, and a dead one is dead', async () => {
  const bare = { started: null, boot: null };
  expect(isRunning({ ...bare, pid: process.pid })).toBe(true);
  const child = spawn('true');
  await once(child, 'exit');
  expect(isRunning({ ...bare, pid: child.pid ?? 0 })).toBe(false);
});
