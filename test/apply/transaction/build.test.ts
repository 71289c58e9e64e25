import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { view } from '../../../src/collect/shell/private-view.ts';
import { insideScript, rehearsalScript } from '../../../src/apply/rehearsal/script.ts';
import { confirmScript, previewRunScript, undoRunScript } from '../../../src/apply/settlement/scripts.ts';
import { checksScript } from '../../../src/apply/ask-checks.ts';
import { buildTransaction } from '../../../src/apply/transaction/build.ts';
import { previewScript, undoScript } from '../../../src/apply/transaction/undo-script.ts';
import { changesNothing } from '../../../src/plan/change.ts';
import { numberedAfter } from '../../../src/plan/order.ts';
import { planOf } from '../plans.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-build-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const expectFile = { sha256: 'a'.repeat(64), inode: 5, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' };
const plan = planOf([
  { kind: 'write-file', path: "/etc/it's here.conf", expect: expectFile, before: 'a', after: '' },
  { kind: 'write-file', path: '/etc/x.conf', expect: expectFile, before: 'a', after: 'b'.repeat(500) },
  {
    kind: 'set-attributes',
    path: '/etc/x.conf',
    expect: { owner: 'root', group: 'root', mode: '0644' },
    after: { owner: 'www-data', group: 'www-data', mode: '0640' },
  },
  { kind: 'remove-socket', path: '/run/php/php.sock', expect: { inode: 7 } },
  { kind: 'make-directory', path: '/run/php2', owner: 'root', group: 'root', mode: '0755' },
  {
    kind: 'wait',
    seconds: 5,
    for: {
      kind: 'answer',
      url: "http://127.0.0.1:80/it's?a=b",
      address: '127.0.0.1',
      port: 80,
      path: "/it's?a=b",
      name: 'shop.example',
      statuses: [200, 204],
      contains: "it's well",
    },
  },
  { kind: 'gate', command: ['/usr/sbin/nginx', '-t', '-c', "/etc/ng'inx.conf"] },
  {
    kind: 'service',
    unit: 'a.service',
    verb: 'enable',
    expect: { active: 'inactive', enabled: 'disabled' },
  },
  {
    kind: 'service',
    unit: 'a.service',
    verb: 'start',
    expect: { active: 'inactive', enabled: 'disabled' },
  },
  { kind: 'service', unit: 'b.service', verb: 'reload', expect: { active: 'active', enabled: 'enabled' } },
]);
const places = { state: "/var/lib/su'ture" };
const run = '20261121T074512Z-k3f9';

const frame = { places, run, who: "o'neil\n@desk", boundary: 'b-1', token: '0a1b', window: 120, earlier: [] };

const scripts = {
  transaction: buildTransaction(plan, frame),
  'later round': buildTransaction(numberedAfter(plan.changes.length, plan), { ...frame, earlier: [plan] }),
  undo: undoScript(places, run, plan, 1),
  preview: previewScript(places, run, plan),
  // The pieces that it shares with a transaction speak of one.
  checks: `state=\ntx=\n${checksScript({ ...plan, changes: plan.changes.filter(changesNothing) }, 'b-1')}`,
  confirm: confirmScript(places, run, 'b-1'),
  'undo of a run': undoRunScript(places, run, 'b-1', { force: true, onlyOpen: false, fromElsewhere: true }),
  'preview of a run': previewRunScript(places, run, 'b-1'),
  rehearsal: rehearsalScript(
    plan.changes,
    { writes: ['/var/log/a.log'], reads: ['/etc/a'] },
    [{ path: '/etc/link', realPath: '/etc/a' }],
    'b-1',
  ),
  view: `#!/bin/sh\n${view}`,
  'rehearsal inside': `#!/bin/sh\n${insideScript(plan.changes, 'b-1')}`,
};

test.each(Object.entries(scripts))('the script of a %s has nothing that shellcheck minds', (name, text) => {
  const path = join(scratch, `${name.replaceAll(' ', '-')}.sh`);
  writeFileSync(path, text);
  // SC2317, SC2034: the pieces are shared, no script uses them all; SC2016: some run another script
  const args = ['--shell=sh', '--severity=style', '--exclude=SC2317,SC2034,SC2329,SC2016', path];
  expect(spawnSync('shellcheck', args, { encoding: 'utf8' }).stdout).toBe('');
});

test.each([
  ['dash', '-n'],
  ['bash', '--posix', '-n'],
  ['busybox', 'sh', '-n'],
])('%s parses the transaction and its undo', (shell, ...args) => {
  for (const input of [scripts.transaction, scripts.undo]) execFileSync(shell, args, { input });
});

test('the preview of an undo holds no function that writes', () => {
  for (const word of ['restore_file', 'release_lock', 'chmod', 'chown', ' mv ', ' rm ', 'systemctl', ' cp ']) {
    expect(scripts.preview).not.toContain(word);
  }
});
