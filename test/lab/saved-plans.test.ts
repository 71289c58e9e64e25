import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { planFileText, type SavedPlan } from '../../src/run/saved-plan/saved-plan.ts';
import { runCommand } from './command.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';
import { until } from './until.ts';

// A plan is what was shown: it is applied exactly, or not at all.

const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const faults = { web01: 'socket-denied', web02: 'fpm-stopped' };

let lab: Lab;
let suture: Suture;
let folder: string;
let plans = 0;

beforeAll(async () => {
  lab = await bringUpAnew('saved-plans', 2);
  suture = sutureOn(lab);
  folder = mkdtempSync(join(tmpdir(), 'suture-plans-'));
});
beforeEach(async () => {
  await sideBySide(lab.hosts, (host) => lab.heal(host));
  await sideBySide(Object.entries(faults), ([host, fault]) => lab.breakHost(host, fault));
});
afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const everything = (host: string): Promise<string> => lab.snapshot(host, ['/etc/systemd', '/tmp', '/var/lib/suture']);
const answers = (): Promise<readonly (number | string)[]> => sideBySide(lab.hosts, (host) => lab.httpStatus(host));

describe('while somebody thinks about a plan', () => {
  test('no connection is open, and yes applies what was shown', async () => {
    const terminal = atTerminal(suture.words('run', 'fix-502', '--no-color'));
    await terminal.waitFor('Apply this to these 2 hosts?');
    for (const host of lab.hosts) expect(await on(host, 'pgrep --uid ops --list-full || true')).toBe('');
    await terminal.answer('', 'y');
    expect(await terminal.ended).toBe(0);
    expect(await answers()).toEqual([200, 200]);
  });

  test('no is no', async () => {
    const before = await sideBySide(lab.hosts, everything);
    const terminal = atTerminal(suture.words('run', 'fix-502', '--no-color'));
    await terminal.answer('Apply this to these 2 hosts?', 'n');
    expect(await terminal.ended).toBe(8);
    expect(await sideBySide(lab.hosts, everything)).toEqual(before);
  });

  test('a host that changes meanwhile is left alone, with the difference shown; the other is repaired', async () => {
    const terminal = atTerminal(suture.words('run', 'fix-502', '--no-color'));
    await terminal.waitFor('Apply this to these 2 hosts?');
    await on('web01', `echo '; by hand' >>${pool}`);
    const theirs = await everything('web01');
    await terminal.answer('', 'y');
    expect(await terminal.ended).toBe(8);
    expect(terminal.shown()).toContain('the host has changed since this was planned');
    expect(terminal.shown()).toMatch(/sha256 at c1/);
    expect(await everything('web01')).toBe(theirs);
    expect(await answers()).toEqual([502, 200]);
  });
});

/** Saves what would be done in a file of its own. */
async function save(...words: readonly string[]): Promise<Ended & { readonly file: string }> {
  plans += 1;
  const file = join(folder, `plan${plans}.json`);
  return { ...(await suture.fleet('run', 'fix-502', '--check', '--save-plan', file, ...words)), file };
}

describe('a saved plan', () => {
  test('is applied as it was shown, and only once', async () => {
    const before = await sideBySide(lab.hosts, everything);
    const saved = await save();
    expect(saved.exitCode).toBe(3);
    expect(saved.plan).toMatchObject({ file: saved.file, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(statSync(saved.file).mode & 0o777).toBe(0o600);
    expect(await sideBySide(lab.hosts, everything)).toEqual(before);

    const applied = await suture.fleet('apply', saved.file, '--yes');
    expect(applied.exitCode).toBe(0);
    for (const name of lab.hosts) {
      const summaries = (ended: Ended) => ended.host(name).changes.map(({ kind, summary }) => `${kind} ${summary}`);
      expect(applied.host(name).status).toBe('changed');
      expect(summaries(applied)).toEqual(summaries(saved));
    }
    expect(await answers()).toEqual([200, 200]);

    const after = await sideBySide(lab.hosts, everything);
    const again = await suture.fleet('apply', saved.file, '--yes');
    expect(again.exitCode).toBe(8);
    expect(again.host('web01')).toMatchObject({ status: 'refused', error: { reason: 'stale-plan' } });
    expect(again.host('web01').differences).toContainEqual(expect.objectContaining({ found: 'it is gone' }));
    expect(await sideBySide(lab.hosts, everything)).toEqual(after);

    const back = await suture.fleet('rollback', applied.run, '--yes');
    expect(back.exitCode).toBe(0);
  });

  test('is applied to the hosts of the limit and to no others', async () => {
    const before = await everything('web01');
    const { file, plan } = await save();
    const { exitCode, hosts } = await suture.fleet(
      'apply',
      file,
      '--limit',
      'web02',
      '--approve',
      plan?.hash.slice(0, 12) ?? '',
    );
    expect({ exitCode, hosts: hosts.map(({ host, status }) => `${host} ${status}`) }).toEqual({
      exitCode: 0,
      hosts: ['web02 changed'],
    });
    expect(await everything('web01')).toBe(before);
  });

  test('is shown again, by whom and when it was made, to whoever is asked', async () => {
    const { file, plan } = await save();
    const short = plan?.hash.slice(0, 12) ?? '';
    const terminal = atTerminal(suture.words('apply', file, '--no-color'));
    await terminal.waitFor(`plan ${short}: 2 hosts`);
    await terminal.waitFor('good until');
    await terminal.answer(`Apply plan ${short} to these 2 hosts?`, 'y');
    expect(await terminal.ended).toBe(0);
    expect(await answers()).toEqual([200, 200]);
  });

  test('is not applied where nobody is there to ask', async () => {
    const { file } = await save();
    const { exitCode, stderr } = await suture.fleet('apply', file);
    expect(exitCode).toBe(8);
    expect(stderr).toContain('nobody is there to ask');
    expect(await answers()).toEqual([502, 502]);
  });

  test('says itself what it does, whoever wrote its file, before anything is done', async () => {
    const { file } = await save('--limit', 'web01');
    const { plan } = JSON.parse(readFileSync(file, 'utf8')) as { plan: SavedPlan };
    const [held] = plan.hosts;
    if (held === undefined) throw new Error('nothing was planned');
    const command = {
      id: 'c9',
      step: 'service',
      finding: null,
      kind: 'command',
      argv: ['/bin/sh', '-c', 'touch /root/owned\n# \u001b[2K\u001b[1Gc9 reload nginx.service'],
      folder: null,
      undo: { kind: 'none', why: 'reload nginx.service' },
      seconds: 5,
      expect: { creates: null, removes: null, unless: null },
    } as const;
    const forged = { ...plan, hosts: [{ ...held, plan: { ...held.plan, changes: [...held.plan.changes, command] } }] };
    const forgery = `${file}-forged`;
    writeFileSync(forgery, planFileText(forged));
    const { stdout } = await runCommand(process.execPath, suture.words('apply', forgery, '--check', '--no-color'));
    expect(stdout).toContain(String.raw`touch /root/owned\n# \x1b[2K\x1b[1Gc9`);
    expect(stdout).toContain('cannot be taken back: `reload nginx.service`');
    expect(stdout).not.toMatch(/^ *(?:c9 )?reload nginx\.service$/m);
    expect(await everything('web01')).not.toContain('owned');
  });

  test('holds the secrets of files that it changes, and shows none', async () => {
    await on('web01', `echo 'env[DB_PASSWORD] = hunter2' >>${pool}`);
    const saved = await save('--limit', 'web01');
    expect(readFileSync(saved.file, 'utf8')).toContain('hunter2');
    const shown = await suture.fleet('apply', saved.file, '--check', '--diff');
    const applied = await suture.fleet('apply', saved.file, '--yes', '--diff');
    const recalled = await suture.journal('show', applied.run);
    expect(applied.host('web01').status).toBe('changed');
    expect(
      [saved.stdout, shown.stdout, applied.stdout, recalled.stdout].filter((text) => text.includes('hunter2')),
    ).toEqual([]);
    expect(await on('web01', `grep -c hunter2 ${pool}`)).toBe('1\n');
  });

  test('is not applied once its time is over', async () => {
    const { file } = await save('--expires-in', '1s');
    const { plan } = JSON.parse(readFileSync(file, 'utf8')) as { readonly plan: { readonly expiresAt: string } };
    await until('the plan is too old', () => Date.now() > Date.parse(plan.expiresAt));
    const { exitCode, host } = await suture.fleet('apply', file, '--yes');
    expect(exitCode).toBe(8);
    expect(host('web02').error?.reason).toBe('plan-expired');
    expect(await answers()).toEqual([502, 502]);
  });
});

describe('a saved plan is stale, and the difference is told, where since then', () => {
  test.each<[string, string, string, RegExp, RegExp]>([
    ['a file was edited', 'web01', `echo '; by hand' >>${pool}`, /^sha256 at c1 \(/, /^[0-9a-f]{64}$/],
    ['a file’s mode was changed', 'web01', `chmod 600 ${pool}`, /^attributes at c1/, /:600$/],
    ['a file’s owner was changed', 'web01', `chown www-data ${pool}`, /^attributes at c1/, /^33:0:/],
    [
      'a file was replaced by its like',
      'web01',
      `cp -p ${pool} /root/pool; mv /root/pool ${pool}`,
      /^inode at c1/,
      /^\d+$/,
    ],
    [
      'a file has become a link',
      'web01',
      `mv ${pool} /root/pool; ln -s /root/pool ${pool}`,
      /^kind at c1/,
      /symbolic link/,
    ],
    ['a unit was stopped', 'web01', 'systemctl stop php8.2-fpm', /^active at c\d+/, /^inactive$/],
    ['a unit was disabled', 'web01', 'systemctl disable php8.2-fpm', /^enabled at c\d+/, /^disabled$/],
    ['somebody cured it', 'web02', 'systemctl start php8.2-fpm', /^finding fpm-stopped:/, /^it is gone$/],
    ['the name leads to another machine', 'web02', 'hostname other', /^hostname$/, /^other$/],
  ])('%s', async (_, host, command, what, found) => {
    const { file } = await save('--limit', host);
    await on(host, command);
    const theirs = await everything(host);
    const checked = await suture.fleet('apply', file, '--check');
    const applied = await suture.fleet('apply', file, '--yes');
    for (const ended of [checked, applied]) {
      expect(ended.exitCode).toBe(8);
      expect(ended.host(host)).toMatchObject({ status: 'refused', error: { reason: 'stale-plan' } });
      const difference = ended.host(host).differences.find((each) => what.test(each.what));
      expect(difference?.found).toMatch(found);
    }
    expect(await everything(host)).toBe(theirs);
  });
});
