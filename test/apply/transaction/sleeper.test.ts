import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { arming } from '../../../src/apply/transaction/shell/dead-mans-switch.ts';
import { until } from '../room.ts';
import { scratchFolder } from '../scratch.ts';

const scratch = scratchFolder('suture-sleeper');
afterAll(() => rmSync(scratch, { recursive: true }));
const sleeper = execFileSync('sh', ['-c', `${arming}\nprintf %s "$sleeper"`], { encoding: 'utf8' });

/** Starts the sleeper for two seconds in a shell, with the pipe that it waits at. */
function asleep(argv: readonly string[], name: string) {
  const undo = join(scratch, `${name}.sh`);
  writeFileSync(undo, `cut -d ' ' -f 1 /proc/uptime >${undo}.ran\n`);
  const [shell = '', ...args] = argv;
  const command = [...args, '-c', sleeper, 'suture-switch', shell, '2', undo, sleeper];
  const pipe = join(scratch, name);
  execFileSync('mkfifo', [pipe]);
  const before = uptime();
  const child = spawn('sh', ['-c', 'exec 3<>"$1"; shift; exec "$@"', 'sh', pipe, shell, ...command]);
  return { child, before, ran: () => Number(readFileSync(`${undo}.ran`, 'utf8')) };
}

const uptime = (): number => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

test.each([
  ['bash', ['/bin/bash'], true],
  ['busybox', ['/bin/busybox', 'sh'], true],
  ['dash', ['/bin/dash'], false],
] as const)('the sleeper waits in %s, and then undoes once', async (name, argv, withoutFork) => {
  const { child, before, ran } = asleep(argv, name);
  const ended = once(child, 'exit');
  const process = `/proc/${child.pid ?? 0}`;
  await until(() => textOf(`${process}/cmdline`).includes('suture-switch'));
  if (withoutFork) {
    await until(() => textOf(`${process}/stat`).includes(') S '));
    expect(textOf(`${process}/task/${child.pid ?? 0}/children`)).toBe('');
  }
  await ended;
  expect(ran() - before).toBeGreaterThanOrEqual(1.9);
  expect(ran() - before).toBeLessThan(10);
});
