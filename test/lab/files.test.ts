import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Suture, sutureOn } from './suture.ts';
import { until } from './until.ts';

// What `file`, `copy` and `line_in_file` do to real hosts, and how it is taken back.

let lab: Lab;
let suture: Suture;
let folder: string;

beforeAll(async () => {
  lab = await bringUpAnew('files', 2);
  suture = sutureOn(lab);
  folder = mkdtempSync(join(tmpdir(), 'suture-files-'));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'note.txt'), 'a {{ tag }} is text\n');
});
beforeEach(async () => {
  await sideBySide(lab.hosts, (host) => lab.heal(host));
  await sideBySide(lab.hosts, (host) => lab.execOn(host, ODD_THINGS));
});
afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

/** An ACL, a set-group-id bit and owners, which nobody would notice to be lost. */
const ODD_THINGS = `
  chown www-data:adm /etc/motd && setfacl -m u:www-data:r /etc/motd
  mkdir -m 2751 /etc/empty && chown www-data:adm /etc/empty && setfacl -m u:www-data:rx /etc/empty
  ln -s /tmp /etc/away && chown -h www-data /etc/away
  ln -s hostname /etc/moved`;

const STEPS = `- hosts: all
  vars: { greeting: "hello from {{ inventory_hostname }}" }
  steps:
    - file: { path: /srv/app/conf, state: directory, group: www-data, mode: "2750" }
    - copy: { dest: /srv/app/conf/app.conf, content: "{{ greeting }}\\n", mode: "0640" }
    - file: { path: /srv/app/conf/app.conf, group: www-data }
    - copy: { dest: /srv/app/note.txt, src: note.txt }
    - file: { path: /srv/app/current, state: link, target: conf/app.conf }
    - file: { path: "/etc/{{ item }}", state: absent }
      loop: [motd, empty, away]
    - file: { path: /etc/moved, state: link, target: passwd }
    - line_in_file: { path: /etc/nginx/sites-enabled/default, line: "# kept by hand", insertbefore: BOF }
      notify: Read nginx's files anew
    - copy: { dest: /etc/nginx/conf.d/limits.conf, content: "server_tokens off;\\n" }
      notify: Read nginx's files anew
    - line_in_file: { path: /etc/hosts.list, line: "10.0.0.1 db", create: true }
  handlers:
    - name: Read nginx's files anew
      service: { unit: nginx.service, state: reloaded }
`;

function playbook(text: string): string {
  const file = join(folder, 'play.yml');
  writeFileSync(file, text);
  return file;
}

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout.trim();
const everything = (): Promise<readonly string[]> =>
  sideBySide(lab.hosts, (host) =>
    lab.snapshot(host, ['/etc/motd', '/etc/empty', '/etc/away', '/etc/moved', '/etc/hosts.list', '/srv', '/tmp']),
  );
const answers = (): Promise<readonly (number | string)[]> => sideBySide(lab.hosts, (host) => lab.httpStatus(host));

test('a dry run shows and rehearses it all and touches nothing; a run does it, a second finds it done, a rollback leaves no trace', async () => {
  const before = await everything();
  const dry = await suture.fleet('run', playbook(STEPS), '--check');
  expect([dry.exitCode, dry.host('web01').status, dry.host('web01').rehearsed]).toEqual([3, 'would-change', true]);
  expect(dry.stdout).toContain('+hello from web02');
  expect(await everything()).toEqual(before);

  const done = await suture.fleet('run', playbook(STEPS), '--yes');
  expect([done.exitCode, ...done.hosts.map(({ status }) => status)]).toEqual([0, 'changed', 'changed']);
  expect(await on('web01', 'cat /srv/app/current; stat -c "%U:%G %a" /srv/app/conf /srv/app/conf/app.conf')).toBe(
    'hello from web01\nroot:www-data 2750\nroot:www-data 640',
  );
  expect(await on('web02', 'cat /srv/app/note.txt; readlink /etc/moved; ls -d /etc/motd /etc/empty /etc/away')).toBe(
    'a {{ tag }} is text\npasswd',
  );
  expect(await answers()).toEqual([200, 200]);

  const again = await suture.fleet('run', playbook(STEPS), '--yes');
  expect([again.exitCode, ...again.hosts.map(({ status, changes }) => [status, changes])]).toEqual([
    0,
    ['ok', []],
    ['ok', []],
  ]);

  const back = await suture.fleet('rollback', done.run, '--yes');
  expect([back.exitCode, ...back.hosts.map(({ status }) => status)]).toEqual([0, 'rolled-back', 'rolled-back']);
  expect(await everything()).toEqual(before);
});

describe('nothing at all is changed', () => {
  test('where nginx would refuse what is copied into its files', async () => {
    const before = await everything();
    const ended = await suture.fleet(
      'run',
      playbook(
        `${STEPS.split('  handlers')[0] ?? ''}    - copy: { dest: /etc/nginx/conf.d/bad.conf, content: "no such directive;" }\n  handlers${STEPS.split('  handlers')[1] ?? ''}`,
      ),
      '--yes',
    );
    expect(ended.exitCode).toBe(8);
    expect(ended.host('web01')).toMatchObject({ status: 'refused', error: { reason: 'rehearsal-failed' } });
    expect(await everything()).toEqual(before);
  });

  test('on a host that differs from what a saved plan expects of what isn’t there; the other is changed', async () => {
    const plan = join(folder, 'plan.json');
    await suture.fleet('run', playbook(STEPS), '--check', '--save-plan', plan);
    await on('web01', 'mkdir -p /srv/app/conf && echo theirs >/srv/app/conf/app.conf && ln -sfn elsewhere /etc/moved');
    const [before] = await everything();
    const ended = await suture.fleet('apply', plan, '--yes');
    expect(ended.host('web01').status).toBe('refused');
    expect(ended.host('web01').differences.map(({ found }) => found)).toEqual(
      expect.arrayContaining(['elsewhere', 'directory']),
    );
    expect((await everything())[0]).toBe(before);
    expect(ended.host('web02').status).toBe('changed');
  });
});

test('a runner that is killed leaves a host that takes back by itself what was made and removed', async () => {
  const [before] = await everything();
  const own = sutureOn(lab);
  const runner = own.start('run', playbook(STEPS), '--yes', '--limit', 'web01', '--confirm-within', '20');
  const ended = once(runner, 'exit');
  const journal = (): string =>
    readdirSync(own.stateDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('events.jsonl'))
      .map((name) => readFileSync(join(own.stateDir, name), 'utf8'))
      .join('');
  await until('the journal has heard that it is applied', () => journal().includes('"kind":"applied"'));
  runner.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect((await everything())[0]).not.toBe(before);
  await until('the host has undone it', async () =>
    (await on('web01', 'ls /var/lib/suture/tx/*/state.*')).endsWith('undone'),
  );
  expect((await everything())[0]).toBe(before);
  own.dispose();
});

test('somebody’s own version of a new file stops a rollback, which keeps it aside where it is forced', async () => {
  const done = await suture.fleet('run', playbook(STEPS), '--yes', '--limit', 'web01');
  await on('web01', 'echo theirs >>/srv/app/note.txt');
  const refused = await suture.fleet('rollback', done.run, '--yes', '--limit', 'web01');
  expect(refused.host('web01')).toMatchObject({ status: 'refused', error: { reason: 'changed-since' } });
  expect(await on('web01', 'tail -n 1 /srv/app/note.txt')).toBe('theirs');
  const forced = await suture.fleet('rollback', done.run, '--yes', '--force', '--limit', 'web01');
  expect(forced.host('web01').status).toBe('rolled-back');
  expect(await on('web01', 'ls /srv; tail -n 1 /var/lib/suture/tx/*/kept/*')).toBe('theirs');
});
