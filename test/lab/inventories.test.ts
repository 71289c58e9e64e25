import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';

// An inventory as people have them, on real hosts: an INI file with group_vars and host_vars, templates in what a
// connection needs, a password that Ansible Vault sealed, and vars beside the playbook that win over all of it.

const VAULT_PASSWORD = 'open sesame';
const SECRET = 'suture-lab';
/** What ansible-vault of ansible-core 2.14 made of it. */
const SEALED = `!vault |
  $ANSIBLE_VAULT;1.1;AES256
  30343430636662326361663131333832323862363963653432646534386265353264633034303839
  3330343736313433383461656435393730656132396431330a386138643733383332666539323537
  34636537376636363539396131386137363062353632633038333432306337386165626365613862
  6236373663623938380a333537373361646332663130383432643864643364316535316534616364
  3563`;

let lab: Lab;
let suture: Suture;
let folder: string;

beforeAll(async () => {
  lab = await bringUpAnew('inventories', 2);
  folder = mkdtempSync(join(tmpdir(), 'suture-inventories-'));
  vi.stubEnv('LAB_KEY', lab.privateKey);
  write('vault-password', `${VAULT_PASSWORD}\n`);
  write('inventory/hosts.ini', `[web]\n${lab.hosts.join('\n')}\n\n[web:vars]\nwhere=127.0.0\n`);
  write(
    'inventory/group_vars/web.yml',
    `ansible_host: "{{ where }}.1"
ansible_port: "{{ ports[inventory_hostname] }}"
ports: ${JSON.stringify(Object.fromEntries(lab.hosts.map((host) => [host, lab.sshPort(host)])))}
ansible_user: "{{ 'pw' ~ method }}"
ansible_ssh_private_key_file: "{{ lookup('env', 'LAB_KEY') }}"
ansible_become: "{{ group_names[0] == 'web' }}"
ansible_become_method: "{{ method }}"
method: sudo
ansible_become_password: ${SEALED}
`,
  );
  // Beside the inventory web02 is reached as somebody who may not become root, beside the playbook it isn't.
  write('inventory/host_vars/web02.yml', 'ansible_user: nosudo\n');
  write('play/host_vars/web02.yml', 'ansible_user: pwsudo\n');
  write('play/group_vars/web.yml', 'mode: "0600"\n');
  write('play/limits.yml', 'mode: "0620"\ngroup: www-data\n');
  write(
    'play/open-up.yml',
    `- hosts: web
  vars: { group: nobody }
  vars_files: limits.yml
  steps:
    - cause: socket-denied
      set_listen_owner: { group: "{{ group }}", mode: "{{ mode }}" }
`,
  );
  suture = sutureOn({ inventory: join(folder, 'inventory/hosts.ini'), knownHosts: lab.knownHosts });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const unsealed = ['--vault-password-file'];
const fleet = async (...args: readonly string[]): Promise<Ended> =>
  suture.fleet(...args, ...unsealed, join(folder, 'vault-password'));
const playbook = (): string => join(folder, 'play/open-up.yml');

test('a host is reached by templates, and becomes root by a password that was sealed', async () => {
  expect((await fleet('check', '--limit', 'web01')).host('web01')).toMatchObject({ status: 'healthy' });
});

test("a host's own vars win over its groups'", async () => {
  expect((await fleet('check', '--limit', 'web02')).host('web02').error?.reason).toBe('become-password-wrong');
});

test('without the password of the vault nobody is contacted, and the place is told', async () => {
  const { exitCode, stderr, hosts } = await suture.fleet('check');
  expect([exitCode, hosts]).toEqual([2, []]);
  expect(stderr).toMatch(/group_vars\/web\.yml:9:\d+: `ansible_become_password` is encrypted by Ansible Vault/);
});

test('what stands beside the playbook wins, and its files over its vars', async () => {
  for (const host of lab.hosts) await lab.breakHost(host, 'socket-denied');
  const told = await fleet('run', playbook(), '--check');
  for (const host of lab.hosts) {
    expect(told.host(host)).toMatchObject({ status: 'would-change', refused: [] });
    expect(told.host(host).changes[0]?.summary).toMatch(/`listen\.group = www-data`.*`listen\.mode = 0620`/);
  }
});

test('and so the hosts are repaired', async () => {
  const told = await fleet('run', playbook(), '--yes');
  expect(told.hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(['web01 changed', 'web02 changed']);
  for (const host of lab.hosts) {
    expect(await lab.httpStatus(host)).toBe(200);
    expect((await lab.execOn(host, 'stat -c %G:%a /run/php/php8.2-fpm.sock')).stdout).toBe('www-data:620\n');
  }
  const kept = readdirSync(suture.stateDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  for (const text of [told.stdout, told.stderr, ...kept]) expect(text).not.toContain(SECRET);
});
