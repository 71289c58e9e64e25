import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { planOf } from '../apply/plans.ts';
import { shellSession } from '../apply/shell-session.ts';
import { runCommand } from './command.ts';
import { bringUpAnew, containerOf, type Lab } from './lab.ts';
import { until } from './until.ts';

// A host on which no process can be started when the switch fires: the undo is tried again until it could be done.

const host = 'web01';
const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const now = { owner: 'root', group: 'root', mode: '0644' };
const other = { owner: 'root', group: 'www-data', mode: '0640' };
const container = containerOf('process-table', host);
const session = shellSession(host, ['docker', 'exec', '-i', container, 'sh']);
const limit = (processes: number) => runCommand('docker', ['update', '--pids-limit', String(processes), container]);

let lab: Lab;
beforeAll(async () => {
  lab = await bringUpAnew('process-table', 1);
});
afterAll(() => lab.takeDown());

const shell = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const mode = async (): Promise<string> => (await shell(`stat -c %a ${pool}`)).trim();
const stateOf = (run: string) => shell(`ls /var/lib/suture/tx/${run} | grep ^state`);
const switches = "systemctl list-units --all --plain --no-legend 'suture-undo-*'; pgrep -f suture-switc[h]";

async function applied(run: string, seconds: number): Promise<void> {
  const options = { run, who: 'a@desk', confirmWithinSeconds: seconds, timeoutMs: 60_000, onEvent: () => undefined };
  const plan = planOf([{ kind: 'set-attributes', path: pool, expect: now, after: other }]);
  expect(await applyPlan(session, plan, options)).toEqual({ ok: true, value: { kind: 'applied' } });
}

/** From now until long after the window only so many processes can be started. */
async function fullUntilAfter(seconds: number, room: number): Promise<void> {
  const over = Date.now() + seconds * 1000;
  const there = Number(await shell('ls -d /proc/[0-9]* | wc -l'));
  await limit(there + room);
  try {
    await until('the window is over', () => Date.now() > over);
  } finally {
    await limit(4096);
  }
}

// A shell that can start one process, or two, gets further than one that can start none, and sees less than there is.
test.each([
  ['of systemd', 2, '20261121T074512Z-full', 'true'],
  ['that sleeps', -3, '20261121T074512Z-slee', 'mv /usr/bin/systemd-run /root/'],
])('a switch %s with room for %i processes undoes once it can, and is gone then', async (_, room, run, prepared) => {
  await shell(prepared);
  await applied(run, 8);
  expect(await mode()).toBe('640');
  await fullUntilAfter(20, room);
  await until('it is undone', async () => (await stateOf(run)) === 'state.undone\n');
  expect(await mode()).toBe('644');
  await until('nothing waits any more', async () => (await shell(switches)) === '');
  expect(await shell(`grep -c 'undone (switch)' /var/lib/suture/log; : >/var/lib/suture/log`)).toBe('1\n');
});

test('a switch that meets what somebody changed since is not tried again', async () => {
  await shell('[ ! -e /root/systemd-run ] || mv /root/systemd-run /usr/bin/');
  const run = '20261121T074512Z-them';
  await applied(run, 6);
  await shell(`chmod 600 ${pool}`);
  await until('nothing waits any more', async () => (await shell(switches)) === '');
  expect(await stateOf(run)).toBe('state.applied\n');
  expect(await mode()).toBe('600');
  await shell(`sh /var/lib/suture/tx/${run}/undo.sh --force`);
  expect(await mode()).toBe('644');
});
