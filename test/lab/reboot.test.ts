import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { confirm } from '../../src/apply/settle.ts';
import type { TransactionOutcome } from '../../src/apply/transaction/outcome.ts';
import { openTransactions } from '../apply/open-transactions.ts';
import { planOf } from '../apply/plans.ts';
import { shellSession } from '../apply/shell-session.ts';
import { runCommand } from './command.ts';
import { bringUpAnew, containerOf, type Lab } from './lab.ts';
import { until } from './until.ts';

// Hosts that go down between the change and its confirmation: /run is emptied, and with it the timer that would undo.

const fpm = 'php8.2-fpm.service';
const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const mode = { kind: 'set-attributes', path: pool } as const;
const now = { owner: 'root', group: 'root', mode: '0644' };
const other = { owner: 'root', group: 'www-data', mode: '0640' };
const container = (host: string): string => containerOf('reboot', host);
const sessionOn = (host: string) => shellSession(host, ['docker', 'exec', '-i', container(host), 'sh']);

let lab: Lab;
beforeAll(async () => {
  lab = await bringUpAnew('reboot', 1);
});
afterAll(() => lab.takeDown());

const host = 'web01';
const shell = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const state = async (run: string): Promise<string> =>
  (await shell(`ls /var/lib/suture/tx/${run} | grep ^state`)).trim();
const bootUnits = 'ls /etc/systemd/system /etc/systemd/system/multi-user.target.wants | grep suture';

async function apply(run: string): Promise<TransactionOutcome> {
  const plan = planOf([
    { ...mode, expect: now, after: other },
    { kind: 'service', unit: fpm, verb: 'reload', expect: { active: 'active', enabled: 'enabled' } },
  ]);
  const options = { run, who: 'a@desk', confirmWithinSeconds: 3000, timeoutMs: 60_000, onEvent: () => undefined };
  const applied = await applyPlan(sessionOn(host), plan, options);
  if (!applied.ok) throw new Error(applied.error.message);
  return applied.value;
}

async function restart(): Promise<void> {
  expect((await runCommand('docker', ['restart', '--time', '0', container(host)])).status).toBe(0);
  await until('the host is up', async () =>
    /^(running|degraded)$/m.test(await shell('systemctl is-system-running --wait')),
  );
}

test('what was open is undone at the next boot, and the unit that did it is gone', async () => {
  const run = '20261121T074512Z-boot';
  const before = await lab.snapshot(host, ['/etc/systemd']);
  expect(await apply(run)).toEqual({ kind: 'applied' });
  expect(await shell(bootUnits)).toMatch(/suture-boot-[0-9a-f]{16}\.service/);
  expect(await shell(`stat -c %a ${pool}`)).toBe('640\n');

  await restart();
  await until('the host has settled itself', async () => (await state(run)) === 'state.undone');
  await until('all is as before', async () => (await lab.snapshot(host, ['/etc/systemd'])) === before);
  expect(await shell('tail -n 1 /var/lib/suture/log')).toContain('undone (boot)');
  expect(await shell(`journalctl -t suture --no-pager | grep -c 'undone (boot)'`)).toBe('1\n');
});

test('what was confirmed stays, and no unit is left for the next boot', async () => {
  const run = '20261121T074512Z-keep';
  expect(await apply(run)).toEqual({ kind: 'applied' });
  expect(await confirm(sessionOn(host), run)).toEqual({ ok: true, value: { kind: 'confirmed' } });
  expect(await shell(bootUnits)).toBe('');
  await restart();
  expect(await shell(`stat -c %a ${pool}`)).toBe('640\n');
  await shell(`sh /var/lib/suture/tx/${run}/undo.sh`);
});

test('on a host that has no unit for the next boot, the next run undoes what was open, and changes nothing else', async () => {
  const [run, next] = ['20261121T074512Z-left', '20261121T080000Z-next'];
  expect(await apply(run)).toEqual({ kind: 'applied' });
  await shell('rm /etc/systemd/system/suture-boot-* /etc/systemd/system/multi-user.target.wants/suture-boot-*');
  await restart();
  expect(await openTransactions(sessionOn(host))).toMatchObject({
    value: [{ id: run, state: 'applied', armed: false, firesAt: null }],
  });

  expect(await apply(next)).toMatchObject({ kind: 'refused', reason: 'left-open' });
  expect(await state(run)).toBe('state.undone');
  expect(await shell(`stat -c %a ${pool}`)).toBe('644\n');
  expect(await apply(next)).toEqual({ kind: 'applied' });
});
