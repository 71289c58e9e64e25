import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { applyPlan } from '../../src/apply/apply-plan.ts';
import { previewUndo } from '../../src/apply/preview-undo.ts';
import { confirm, undo } from '../../src/apply/settle.ts';
import type { FileState } from '../../src/facts/file.ts';
import type { ChangeDraft } from '../../src/plan/change.ts';
import { planOf } from '../apply/plans.ts';
import { shellSession } from '../apply/shell-session.ts';
import { type Attack, leaks, letIn, secretOfRoot, untouchable, whileAttacked } from './attacker.ts';
import { bringUpAnew, containerOf, type Lab } from './lab.ts';
import { type HostJson, type Suture, sutureOn } from './suture.ts';

// Repairs on a host where www-data owns a folder on the way, and uses it. Whatever becomes of a repair, www-data gains nothing.

const host = 'web01';
const site = '/etc/nginx/sites-available/default';
const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const socket = '/run/php/php8.2-fpm.sock';
const session = shellSession(host, ['docker', 'exec', '-i', containerOf('attacks', host), 'sh']);
const generators = '/usr/lib/systemd/system-generators';

let lab: Lab;
let suture: Suture;
let before: string;

beforeAll(async () => {
  lab = await bringUpAnew('attacks', 1);
  suture = sutureOn(lab);
  await letIn(lab, host);
  await shell(`cp -p ${site} /var/cache/site; cp -p ${pool} /var/cache/pool`);
  before = await untouchable(lab, host);
});
afterEach(async () => {
  expect(await untouchable(lab, host)).toBe(before);
  expect(await leaks(lab, host)).toBe('');
  expect(everythingIn(suture.stateDir)).not.toContain(secretOfRoot);
});
afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const shell = async (command: string): Promise<string> => (await lab.execOn(host, command)).stdout;

/** A host that answers, whatever the attack before has left. */
const repaired = `systemctl stop php8.2-fpm; rm -rf /run/php; install -d -o www-data -g www-data /run/php
  cp -p /var/cache/site ${site}; cp -p /var/cache/pool ${pool}; rm -rf /var/lib/suture /var/www/conf
  systemctl reset-failed; systemctl start php8.2-fpm; systemctl reload-or-restart nginx`;

const everythingIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');

/** Breaks the host by this script, has it repaired while it is attacked, so many times; what each repair came to. */
async function repairs(times: number, fault: string, attack: Attack): Promise<readonly HostJson[]> {
  const all: HostJson[] = [];
  for (let round = 0; round < times; round += 1) {
    await shell(`${repaired}\n${fault}`);
    const ended = await whileAttacked(lab, host, attack, () =>
      suture.fleet('run', 'fix-502', '--yes', '--approve', 'all', '--confirm-within', '20'),
    );
    all.push(ended.host(host));
    expect(ended.stdout).not.toContain(secretOfRoot);
  }
  return all;
}

const statuses = (all: readonly HostJson[]): readonly string[] =>
  [...new Set(all.map(({ status }) => status))].toSorted();

const killFpm = `systemctl kill --signal=KILL --kill-who=all php8.2-fpm; until systemctl -q is-failed php8.2-fpm; do sleep 0.05; done`;

test('a dead socket is set aside while links stand wherever root could put it, and a program in its place', async () => {
  const planted = await repairs(3, killFpm, { path: socket, victim: generators, moves: ['wait', 'plant'] });
  expect(statuses(planted)).toEqual(['changed']);
  const lent = await repairs(2, killFpm, { path: socket, victim: generators, moves: ['wait', 'plant', 'lend'] });
  expect(statuses(lent)).toEqual(['rolled-back']);
  expect(lent[0]?.error?.message).toContain(`${socket} was replaced a moment ago`);
});

const include = '/var/www/conf/php.conf';
const mismatched = `install -d -o www-data -g www-data /var/www/conf; echo 'fastcgi_pass unix:/run/php/php8.1-fpm.sock;' >${include}
  chown www-data:www-data ${include}; sed -i 's#fastcgi_pass unix:.*#include ${include};#' ${site}; nginx -s reload; sleep 0.2`;

test('a file of nginx in a folder of www-data is written while links stand wherever root could stage it', async () => {
  const all = await repairs(3, mismatched, { path: include, victim: '/etc/victim', moves: ['wait', 'plant'] });
  expect(statuses(all)).toEqual(['changed']);
  expect(await shell(`cat ${include}; stat -c '%U %a' ${include}`)).toContain(`unix:${socket};\nwww-data`);
  const flipped = await repairs(1, mismatched, { path: include, victim: '/etc/victim', moves: ['wait', 'flip'] });
  expect(statuses(flipped)).not.toContain('failed');
});

/** A plan's transactions while www-data attacks, each taken back again by force; how each of them ended. */
async function transactions(
  times: number,
  attack: Attack,
  drafts: () => Promise<readonly ChangeDraft[]>,
): Promise<Set<string>> {
  const kinds = new Set<string>();
  await shell(`rm -rf /srv/app; install -d -o www-data -g www-data /srv/app /srv/app/deep; rm -rf /var/lib/suture`);
  for (let round = 0; round < times; round += 1) {
    await shell(
      `rm -rf /srv/app/made /srv/app/deep/made; install -o www-data -g www-data -m 600 /dev/null /srv/app/file; echo old >/srv/app/file`,
    );
    const plan = planOf(await drafts());
    const run = `20261121T0745${String(round).padStart(2, '0')}Z-atta`;
    const settings = { run, who: 'alice@desk', confirmWithinSeconds: 300, timeoutMs: 60_000, onEvent: () => undefined };
    await whileAttacked(lab, host, attack, async () => {
      const applied = await applyPlan(session, plan, settings);
      kinds.add(applied.ok ? applied.value.kind : applied.error.message);
      await previewUndo(session, run);
      await undo(session, run, { force: true });
    });
    await undo(session, run, { force: true });
    expect(await untouchable(lab, host)).toBe(before);
  }
  return kinds;
}

const attributes = { owner: 'www-data', group: 'www-data', mode: '0755' };
const makingFolder = async (path: string): Promise<readonly ChangeDraft[]> =>
  Promise.resolve([{ kind: 'make-directory', path, ...attributes }]);

test.each([
  ['plant', 'pounce'],
  ['stand', 'flip'],
] as const)(
  'a folder is made in a folder of www-data, who has links to /etc/shadow there by %s and %s',
  async (...moves) => {
    const attack = { path: '/srv/app/deep/made', victim: '/etc/shadow', moves: ['wait', ...moves] } as const;
    const kinds = await transactions(10, attack, () => makingFolder(attack.path));
    expect([...kinds].every((kind) => ['applied', 'undone', 'drifted', 'refused'].includes(kind))).toBe(true);
  },
);

test('files are made, written, given away and removed in a folder of www-data, who swaps them for links to root’s', async () => {
  const path = '/srv/app/file';
  const changes: readonly (() => Promise<ChangeDraft>)[] = [
    async () => ({
      kind: 'write-file',

      path,
      expect: await stateOf(path),
      before: 'old\n',
      after: 'new\n',
    }),
    async () => ({ kind: 'set-attributes', path, expect: await stateOf(path), after: attributes }),
    async () => ({ kind: 'remove-file', path, expect: await stateOf(path), before: 'old\n' }),
    () => Promise.resolve({ kind: 'create-file', path: '/srv/app/made', ...attributes, after: 'new\n' }),
    () => Promise.resolve({ kind: 'set-link', path: '/srv/app/made', before: null, after: '/srv/app/file' }),
  ];
  for (const change of changes) {
    const made = await change();
    const attacked = 'path' in made ? made.path : path;
    for (const moves of [
      ['wait', 'flip', 'plant'],
      ['wait', 'stand', 'plant'],
    ] as const) {
      await transactions(2, { path: attacked, victim: '/root/victim', moves }, async () => [await change()]);
    }
  }
});

test('what was changed and confirmed, and is a link to root’s by now, is taken back by force without following it', async () => {
  const path = '/srv/app/file';
  await shell(`rm -rf /srv/app; install -d -o www-data -g www-data /srv/app; echo old >${path}; chmod 600 ${path}`);
  const state = await stateOf(path);
  const plan = planOf([
    { kind: 'write-file', path, expect: state, before: 'old\n', after: 'new\n' },
    { kind: 'set-attributes', path, expect: state, after: attributes },
  ]);
  const run = '20261121T080000Z-link';
  const settings = { run, who: 'alice@desk', confirmWithinSeconds: 300, timeoutMs: 60_000, onEvent: () => undefined };
  expect(await applyPlan(session, plan, settings)).toEqual({ ok: true, value: { kind: 'applied' } });
  expect(await confirm(session, run)).toMatchObject({ value: { kind: 'confirmed' } });
  await shell(`setpriv --reuid=www-data --regid=www-data --init-groups sh -c 'rm ${path}; ln -s /root/victim ${path}'`);
  const preview = await previewUndo(session, run);
  expect(JSON.stringify(preview)).not.toContain(secretOfRoot);
  expect(JSON.stringify(preview)).not.toContain(Buffer.from(secretOfRoot).toString('base64').slice(0, 20));
  expect(await undo(session, run)).toMatchObject({ value: { kind: 'changed-since', paths: [{ path }, { path }] } });
  expect(await undo(session, run, { force: true })).toMatchObject({ value: { kind: 'undone' } });
  expect(await shell(`cat ${path}; stat -c '%F %a' ${path}`)).toBe('old\nregular file 600\n');
});

test('no file of root’s is written to that somebody chose by a link in a folder which nginx includes', async () => {
  const file = '/etc/nginx/sites-available/put-away';
  const shop = `server { listen 80; server_name shop.example; root /var/www/html; location / { fastcgi_pass unix:/run/php/gone.sock; } }`;
  await shell(`${repaired}
    echo '${shop}' >${file}; install -d -o www-data -g www-data /var/www/conf; ln -s ${file} /var/www/conf/shop.conf
    echo 'include /var/www/conf/*.conf;' >/etc/nginx/conf.d/users.conf; systemctl reload nginx`);
  for (const way of ['--check', '--yes']) {
    const told = (await suture.fleet('run', 'fix-502', way, '--approve', 'all')).host(host);
    expect(told.status).toBe('refused');
    expect(told.error?.message).toContain("/var/www/conf/shop.conf, a link in a folder that isn't root's");
    expect(await shell(`cat ${file}`)).toBe(`${shop}\n`);
  }
  await shell(`rm -r /etc/nginx/conf.d/users.conf /var/www/conf ${file}; systemctl reload nginx`);
});

async function stateOf(path: string): Promise<FileState> {
  const facts = await shell(`sha256sum <${path} | cut -c 1-64; stat -c '%i %u %g %U %G %a' ${path}`);
  const [sha256 = '', inode, uid, gid, owner = '', group = '', mode = ''] = facts.trim().split(/\s+/);
  return { sha256, inode: Number(inode), uid: Number(uid), gid: Number(gid), owner, group, mode };
}
