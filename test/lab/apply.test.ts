import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { previewUndo } from '../../src/apply/preview-undo.ts';
import { rehearse } from '../../src/apply/rehearse.ts';
import { confirm, undo } from '../../src/apply/settle.ts';
import type { TransactionEvent } from '../../src/apply/transaction/event.ts';
import type { TransactionOutcome } from '../../src/apply/transaction/outcome.ts';
import type { Result } from '../../src/base/result.ts';
import type { ChangeDraft, ServiceVerb } from '../../src/plan/change.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import type { SessionError } from '../../src/transport/session.ts';
import { openTransactions } from '../apply/open-transactions.ts';
import { planOf } from '../apply/plans.ts';
import { shellSession } from '../apply/shell-session.ts';
import { bringUp, containerOf, type Lab } from './lab.ts';

const host = 'web01';
const session = shellSession(host, ['docker', 'exec', '-i', containerOf('apply', host), 'sh']);
const site = '/etc/nginx/sites-available/default';
const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const nginxTest: ChangeDraft = { kind: 'gate', command: ['/usr/sbin/nginx', '-t'] };
const socket = '/run/php/php8.2-fpm.sock';

let lab: Lab;
let runs = 0;
let run = '';

beforeAll(async () => {
  lab = await bringUp('apply', 1);
  await lab.heal(host);
});
afterAll(() => lab.takeDown());
afterEach(async () => {
  await undo(session, run, { force: true });
  await shell('rm -rf /var/lib/suture; systemctl reset-failed; systemctl start nginx php8.2-fpm');
});

const shell = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout;

/** Every file of the host that a transaction or a rehearsal could touch, with owner, mode and content. */
const everything = async (): Promise<string> =>
  `${await lab.snapshot(host, ['/etc/systemd'])}
${await shell(`find /run /var/log/nginx /var/lib/nginx /tmp /srv /mnt -not -path '/run/systemd/*' -not -path '/run/udev/*' -printf '%p %y %m %u %g\\n' | sort; mount | sort`)}`;

async function writing(path: string, edit: (text: string) => string): Promise<ChangeDraft> {
  const facts = await shell(`sha256sum <${path} | cut -c 1-64; stat -c '%i %u %g %U %G %a' ${path}`);
  const [sha256 = '', inode, uid, gid, owner = '', group = '', mode = ''] = facts.trim().split(/\s+/);
  const before = await shell(`cat ${path}`);
  const expect = { sha256, inode: Number(inode), uid: Number(uid), gid: Number(gid), owner, group, mode };
  return { kind: 'write-file', path, expect, before, after: edit(before) };
}

async function asking(unit: string, verb: ServiceVerb): Promise<ChangeDraft> {
  const [active = '', enabled = ''] = (
    await shell(`systemctl show -p ActiveState --value ${unit}; systemctl show -p UnitFileState --value ${unit}`)
  ).split('\n');
  return { kind: 'service', unit, verb, expect: { active, enabled } };
}

const toNowhere = (text: string): string => text.replace('php8.2-fpm.sock;', 'nowhere.sock;');
const broken = (text: string): string => text.replace('fastcgi_pass unix', 'fastcgi_bass unix');

async function apply(
  plan: HostPlan,
  options: { confirmWithinSeconds?: number; onEvent?: (event: TransactionEvent) => void } = {},
): Promise<TransactionOutcome> {
  return unwrap(await applyPlan(session, plan, settings(options)));
}

function settings({
  confirmWithinSeconds = 300,
  onEvent = () => undefined,
}: {
  confirmWithinSeconds?: number;
  onEvent?: (event: TransactionEvent) => void;
}) {
  return { run, who: 'alice@desk', confirmWithinSeconds, timeoutMs: 60_000, onEvent };
}

function unwrap<T>(result: Result<T, SessionError>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) if (Date.now() > deadline) throw new Error('waited too long');
}

const state = async (): Promise<string> => (await shell(`ls /var/lib/suture/tx/${run} | grep '^state'`)).trim();

describe('a transaction on a real host', () => {
  test('edits, tests, reloads, is confirmed, and is rolled back later to the byte', async () => {
    nextRun();
    const before = await everything();
    const plan = planOf([await writing(site, toNowhere), nginxTest, await asking('nginx.service', 'reload')]);
    expect(await apply(plan)).toEqual({ kind: 'applied' });
    await until(async () => (await lab.httpStatus(host)) === 502);
    expect(await shell('systemctl is-active suture-undo-*.timer')).toBe('active\n');
    expect(await openTransactions(session)).toMatchObject({
      value: [{ id: run, state: 'applied', who: 'alice@desk' }],
    });

    expect(unwrap(await confirm(session, run))).toEqual({ kind: 'confirmed' });
    expect(await shell('systemctl list-timers --all --no-legend "suture-*"')).toBe('');
    expect(unwrap(await previewUndo(session, run))).toMatchObject({
      state: 'confirmed',
      paths: [{ change: 'c1', kind: 'file', verdict: 'ours', path: site, by: null }],
      units: [{ verb: 'reload-or-restart', unit: 'nginx.service' }],
    });
    expect(unwrap(await undo(session, run))).toEqual({ kind: 'undone', kept: [] });
    await until(async () => (await lab.httpStatus(host)) === 200);
    expect(await everything()).toBe(before);
  });

  test('keeps a file’s access list and its second name, forth and back', async () => {
    nextRun();
    const second = `${pool}.second`;
    await shell(`setfacl -m u:nosudo:rw ${site}; ln ${pool} ${second}`);
    try {
      const before = await everything();
      const remark = (text: string): string => `${text}\n; a remark\n`;
      const plan = planOf([
        await writing(site, (text) => `${text}# a remark\n`),
        await writing(pool, remark),
        nginxTest,
      ]);
      expect(await apply(plan)).toEqual({ kind: 'applied' });
      expect(await shell(`getfacl -c ${site}; tail -n 1 ${site}`)).toMatch(/^user:nosudo:rw-$[^]*# a remark\n$/m);
      expect(await shell(`stat -c %h ${pool}; tail -n 1 ${second}`)).toBe('2\n; a remark\n');
      expect(unwrap(await undo(session, run))).toEqual({ kind: 'undone', kept: [] });
      expect(await everything()).toBe(before);
    } finally {
      await shell(`setfacl -b ${site}; rm ${second}`);
    }
  });

  test('undoes itself when nginx refuses the new file, and nothing is left', async () => {
    nextRun();
    const before = await everything();
    const plan = planOf([await writing(site, broken), nginxTest, await asking('nginx.service', 'reload')]);
    expect(await apply(plan)).toMatchObject({
      kind: 'undone',
      because: {
        kind: 'gate',
        change: 'c2',
        output: expect.stringContaining('unknown directive "fastcgi_bass"') as string,
      },
    });
    expect(await everything()).toBe(before);
    expect(await lab.httpStatus(host)).toBe(200);
  });

  test('undoes itself when a unit won’t come up, and brings the old configuration back to life', async () => {
    nextRun();
    const before = await everything();
    const plan = planOf([
      await writing(pool, (text) => text.replace('user = www-data', 'user = nobody-at-all')),
      await asking('php8.2-fpm.service', 'restart'),
    ]);
    expect(await apply(plan)).toMatchObject({ kind: 'undone', because: { kind: 'change', change: 'c2' } });
    expect(await everything()).toBe(before);
    expect(await lab.httpStatus(host)).toBe(200);
  });

  test.each(['reload', 'restart'])(
    'has a unit read the old text again after somebody’s %s had it read the new one',
    async (verb) => {
      nextRun();
      const before = await everything();
      const theirs: ChangeDraft = {
        kind: 'gate',
        command: ['sh', '-c', `systemctl ${verb} nginx; exit 1`],
      };
      const plan = planOf([await writing(site, toNowhere), theirs, await asking('nginx.service', 'reload')]);
      expect(await apply(plan)).toMatchObject({ kind: 'undone', because: { kind: 'gate' } });
      await until(async () => (await lab.httpStatus(host)) === 200);
      expect(await everything()).toBe(before);
    },
  );

  test('stops and disables again what was inactive and disabled', async () => {
    nextRun();
    await shell('systemctl disable --now php8.2-fpm');
    const before = await everything();
    const plan = planOf([await asking('php8.2-fpm.service', 'enable'), await asking('php8.2-fpm.service', 'start')]);
    expect(await apply(plan)).toEqual({ kind: 'applied' });
    expect(await lab.httpStatus(host)).toBe(200);
    expect(unwrap(await undo(session, run))).toEqual({ kind: 'undone', kept: [] });
    expect(await everything()).toBe(before);
    await shell('systemctl enable --now php8.2-fpm');
  });

  test('sets a stale socket aside, starts FPM on its path, and puts the stale one back on undo', async () => {
    nextRun();
    await shell(`systemctl stop php8.2-fpm
      php -r '$s = stream_socket_server("unix:///run/php/php8.2-fpm.sock"); posix_kill(getmypid(), 9);'
      chown root:root ${socket}; chmod 600 ${socket}`);
    const inode = Number(await shell(`stat -c %i ${socket}`));
    expect(inode).toBeGreaterThan(0);
    const before = await everything();
    const remove: ChangeDraft = { kind: 'remove-socket', path: socket, expect: { inode } };
    expect(await apply(planOf([remove, await asking('php8.2-fpm.service', 'start')]))).toEqual({ kind: 'applied' });
    expect(await lab.httpStatus(host)).toBe(200);
    expect(unwrap(await undo(session, run))).toEqual({ kind: 'undone', kept: [] });
    expect(await everything()).toBe(before);
    await shell(`rm ${socket}`);
  });

  test('never removes a socket that FPM listens on', async () => {
    nextRun();
    const inode = Number(await shell(`stat -c %i ${socket}`));
    const remove: ChangeDraft = { kind: 'remove-socket', path: socket, expect: { inode } };
    expect(await apply(planOf([remove]))).toMatchObject({ kind: 'drifted', drifts: [{ what: 'listener' }] });
    expect(await lab.httpStatus(host)).toBe(200);
  });

  test('writes nothing on a host that has drifted, in files or in units', async () => {
    nextRun();
    const plan = planOf([await writing(site, toNowhere), await asking('php8.2-fpm.service', 'restart')]);
    await shell(`systemctl stop php8.2-fpm; echo '# edited' >>${site}`);
    const before = await everything();
    expect(await apply(plan)).toMatchObject({
      kind: 'drifted',
      drifts: [
        { change: 'c1', what: 'sha256' },
        { change: 'c2', what: 'active', expected: 'active', found: 'inactive' },
      ],
    });
    expect(await everything()).toBe(before);
    await shell(`sed -i '$d' ${site}`);
  });

  test('a second run is refused by the first one’s name', async () => {
    nextRun();
    const first = run;
    expect(await apply(planOf([await writing(site, toNowhere)]))).toEqual({ kind: 'applied' });
    nextRun();
    expect(await apply(planOf([await writing(pool, (text) => `${text}\n`)]))).toMatchObject({
      kind: 'locked',
      holder: { run: first, who: 'alice@desk', state: 'applied' },
    });
    run = first;
  });

  test('the switch undoes what nobody confirms', async () => {
    nextRun();
    const before = await everything();
    const plan = planOf([await writing(site, toNowhere), nginxTest, await asking('nginx.service', 'reload')]);
    expect(await apply(plan, { confirmWithinSeconds: 2 })).toEqual({ kind: 'applied' });
    await until(async () => (await state()) === 'state.undone');
    await until(async () => (await lab.httpStatus(host)) === 200);
    expect(unwrap(await confirm(session, run))).toEqual({ kind: 'already-undone' });
    await until(async () => (await everything()) === before);
  });

  test('the switch undoes what a killed shell has left half done', async () => {
    nextRun();
    const before = await everything();
    const hanging: ChangeDraft = { kind: 'gate', command: ['sh', '-c', 'sleep 987'] };
    const plan = planOf([await writing(site, toNowhere), hanging]);
    const applying = apply(plan, {
      confirmWithinSeconds: 3,
      onEvent: (event) => {
        if (event.kind === 'change' && event.state === 'done') {
          void shell(`kill -9 $(sed -n s/^pid=//p /var/lib/suture/tx/${run}/writer); pkill -f 'sleep 98[7]'`);
        }
      },
    });
    expect(await applying).toEqual({ kind: 'cut-short', begun: true });
    expect(await shell(`grep -c nowhere.sock ${site}`)).toBe('1\n');
    await until(async () => (await state()) === 'state.undone');
    await until(async () => (await everything()) === before);
  });

  test('the switch undoes though the disk of its folder is full', async () => {
    nextRun();
    await shell('mkdir -p /var/lib/suture && mount -t tmpfs -o size=4m,mode=700 none /var/lib/suture');
    const before = await everything();
    const plan = planOf([await writing(site, toNowhere), nginxTest, await asking('nginx.service', 'reload')]);
    expect(await apply(plan, { confirmWithinSeconds: 2 })).toEqual({ kind: 'applied' });
    await shell('cat /dev/zero >/var/lib/suture/filler');
    await until(async () => (await state()) === 'state.undone');
    await until(async () => (await everything()) === before);
    await shell('umount /var/lib/suture');
  });

  test('the switch ends a transaction that hangs, and undoes it', async () => {
    nextRun();
    const before = await everything();
    const hanging: ChangeDraft = { kind: 'gate', command: ['sh', '-c', 'sleep 50'] };
    const plan = planOf([await writing(site, toNowhere), hanging]);
    expect(await apply(plan, { confirmWithinSeconds: 2 })).toEqual({ kind: 'cut-short', begun: true });
    await until(async () => (await state()) === 'state.undone');
    await until(async () => (await everything()) === before);
  });

  test('undo refuses over somebody’s edit, with force it keeps theirs', async () => {
    nextRun();
    const before = await shell(`cat ${site}`);
    await apply(planOf([await writing(site, toNowhere), nginxTest, await asking('nginx.service', 'reload')]));
    await confirm(session, run);
    await shell(`echo '# by hand' >>${site}`);
    expect(unwrap(await undo(session, run))).toEqual({ kind: 'changed-since', paths: [{ path: site, by: null }] });
    const forced = unwrap(await undo(session, run, { force: true }));
    const [kept] = forced.kind === 'undone' ? forced.kept : [];
    expect(await shell(`tail -n 1 ${kept?.keptAs ?? '/nowhere'}`)).toBe('# by hand\n');
    expect(await shell(`cat ${site}`)).toBe(before);
  });

  test('a person without Suture undoes by running undo.sh', async () => {
    nextRun();
    const before = await everything();
    await apply(planOf([await writing(site, toNowhere), await asking('nginx.service', 'reload')]));
    const words = await shell(`sh /var/lib/suture/tx/${run}/undo.sh`);
    expect(words).toContain(`undo c1: ${site}: restored`);
    expect(await everything()).toBe(before);
    expect(await shell(`sh /var/lib/suture/tx/${run}/undo.sh`)).toContain('already undone');
  });
});

describe('a rehearsal on a real host', () => {
  const opened = { writes: [], reads: [] };

  test('finds a bad candidate by the real nginx, and leaves nothing', async () => {
    nextRun();
    const before = await everything();
    const rehearsed = unwrap(await rehearse(session, planOf([await writing(site, broken), nginxTest]), opened, []));
    expect(rehearsed).toMatchObject({
      kind: 'rehearsed',
      passed: false,
      output: [{ gate: '/usr/sbin/nginx -t', text: expect.stringContaining('fastcgi_bass') as string }],
    });
    expect(await everything()).toBe(before);
  });

  test('passes a good one, with nginx and FPM stopped and their logs and pid files missing', async () => {
    nextRun();
    await shell('systemctl stop nginx php8.2-fpm; rm -f /run/nginx.pid /var/log/nginx/*.log /var/log/php8.2-fpm.log');
    const before = await everything();
    const fpmTest: ChangeDraft = { kind: 'gate', command: ['/usr/sbin/php-fpm8.2', '-t'] };
    const drafts = [await writing(site, toNowhere), nginxTest, await writing(pool, (text) => `${text}; x\n`), fpmTest];
    expect(unwrap(await rehearse(session, planOf(drafts), opened, []))).toMatchObject({
      kind: 'rehearsed',
      passed: true,
    });
    expect(await everything()).toBe(before);
    expect(await shell('ls -d /var/log/php8.2-fpm.log /var/log/nginx/* /run/nginx.pid')).toBe('');
  });

  test('a plan without a gate after a new file has nothing to rehearse', async () => {
    nextRun();
    const plan = planOf([nginxTest, await writing(site, toNowhere)]);
    expect(unwrap(await rehearse(session, plan, opened, []))).toMatchObject({ kind: 'not-rehearsed' });
  });
});

function nextRun(): void {
  runs += 1;
  run = `20261121T074512Z-t${String(runs).padStart(3, '0')}`;
}
