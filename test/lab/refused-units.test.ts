import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { undo } from '../../src/apply/settle.ts';
import type { TransactionOutcome } from '../../src/apply/transaction/outcome.ts';
import type { ChangeDraft, ServiceVerb } from '../../src/plan/change.ts';
import { planOf } from '../apply/plans.ts';
import { shellSession } from '../apply/shell-session.ts';
import { bringUpAnew, containerOf, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// Units that systemd won't start, stop or reload: known beforehand; and where it is found out only then, nothing is left.

const host = 'web01';
const fpm = 'php8.2-fpm.service';
const session = shellSession(host, ['docker', 'exec', '-i', containerOf('refused-units', host), 'sh']);
const asked = (unit: string, verb: ServiceVerb, active = 'active'): ChangeDraft => ({
  kind: 'service',
  unit,
  verb,
  expect: { active, enabled: 'enabled' },
});

let lab: Lab;
let suture: Suture;
beforeAll(async () => {
  lab = await bringUpAnew('refused-units', 1);
  suture = sutureOn(lab);
});
beforeEach(() => lab.heal(host));
afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const shell = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const override = (unit: string, section: string, line: string) =>
  shell(`mkdir -p /etc/systemd/system/${unit}.d
    printf '[${section}]\\n${line}\\n' >/etc/systemd/system/${unit}.d/lab.conf; systemctl daemon-reload`);

/** Nothing holds the host any more, and nothing waits to undo anything. */
const held = () =>
  shell(
    'ls -d /var/lib/suture/lock; ls /etc/systemd/system | grep suture; systemctl list-timers --all | grep suture-undo',
  );

let runs = 0;
async function apply(...changes: readonly ChangeDraft[]): Promise<TransactionOutcome> {
  runs += 1;
  const run = `20261121T07451${runs}Z-unit`;
  const options = { run, who: 'a@desk', confirmWithinSeconds: 300, timeoutMs: 60_000, onEvent: () => undefined };
  const applied = await applyPlan(session, planOf(changes), options);
  if (!applied.ok) throw new Error(applied.error.message);
  if (applied.value.kind === 'applied') await undo(session, run);
  return applied.value;
}

test.each([
  ['may not be started by hand', 'Unit', 'RefuseManualStart=yes', /RefuseManualStart=/],
  ['may not be stopped by hand', 'Unit', 'RefuseManualStop=yes', /RefuseManualStop=/],
  [
    'has a file that makes no sense',
    'Service',
    'Type=nonsense\\nExecStart=',
    /can't load php8\.2-fpm\.service \(bad-setting\)/,
  ],
])('a unit that %s is left alone, with the reason', async (_, section, line, why) => {
  await lab.breakHost(host, 'fpm-stopped');
  await override(fpm, section, line);
  const before = await lab.snapshot(host, ['/etc/systemd', '/var/lib']);
  const ended = await suture.fleet('run', 'fix-502', '--yes');
  expect(ended.host(host)).toMatchObject({ status: 'refused', changes: [] });
  expect(
    ended
      .host(host)
      .refused.map((each) => each.why)
      .join(),
  ).toMatch(why);
  expect(await lab.snapshot(host, ['/etc/systemd', '/var/lib'])).toBe(before);
});

test('a unit that refuses since it was planned is a difference, and nothing is begun', async () => {
  await override(fpm, 'Unit', 'RefuseManualStop=yes');
  const outcome = await apply(asked(fpm, 'restart'));
  expect(outcome).toEqual({
    kind: 'drifted',
    drifts: [{ change: 'c1', what: 'can-stop', expected: 'yes', found: 'no' }],
  });
  expect(await held()).toBe('');
});

test('a reload that fails before anything is read needs no undo', async () => {
  await override('nginx.service', 'Service', 'ExecReload=\\nExecReload=/bin/false');
  const workers = 'pgrep -P "$(systemctl show -p MainPID --value nginx)"';
  const before = await shell(workers);
  expect(await apply(asked('nginx.service', 'reload'))).toMatchObject({ kind: 'undone', because: { change: 'c1' } });
  expect(await shell(workers)).toBe(before);
  expect(await held()).toBe('');
});

test('an undo reaches an nginx whose pid file was lost meanwhile', async () => {
  const workers = 'pgrep -P "$(systemctl show -p MainPID --value nginx)"';
  const lost: ChangeDraft = {
    kind: 'command',
    argv: ['/bin/sh', '-c', ': >/run/nginx.pid; exit 1'],
    folder: null,
    undo: { kind: 'none', why: 'it is what is tested' },
    seconds: 5,
    expect: { creates: null, removes: null, unless: null },
  };
  const before = await shell(workers);
  expect(await apply(asked('nginx.service', 'reload'), lost)).toMatchObject({ kind: 'undone' });
  expect(await shell(workers)).not.toBe(before);
  expect(await held()).toBe('');
});

test('a start that fails leaves a unit that had failed as it was', async () => {
  await shell('echo nonsense >>/etc/nginx/nginx.conf; systemctl stop nginx; systemctl start nginx');
  expect(await apply(asked('nginx.service', 'start', 'failed'))).toMatchObject({ kind: 'undone' });
  expect(await held()).toBe('');
});

test('an nginx whose pid file is empty is never left locked: the restart is proposed, and repairs once approved', async () => {
  await lab.breakHost(host, 'pid-file-empty');
  const ended = await suture.fleet('run', 'fix-502', '--yes');
  const [finding] = ended.host(host).findings;
  expect(finding).toMatchObject({ cause: 'nginx-config-not-loaded' });
  expect(JSON.stringify(finding)).toContain('/run/nginx.pid is empty');
  expect(ended.host(host)).toMatchObject({ status: 'needs-approval', changes: [] });
  expect(await held()).toBe('');
  const approved = await suture.fleet('run', 'fix-502', '--yes', '--approve', 'nginx-config-not-loaded');
  expect(approved.host(host).status).toBe('changed');
  expect(await lab.httpStatus(host)).toBe(200);
});
