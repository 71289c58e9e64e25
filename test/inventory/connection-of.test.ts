import { describe, expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import { showMistake } from '../../src/base/user-error.ts';
import { type ConnectionOverrides, connectionOf, connectionsOf } from '../../src/inventory/connection-of.ts';
import { localInventory } from '../../src/inventory/local-inventory.ts';
import { jinja } from '../../src/inventory/jinja.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

const me: ConnectionOverrides = {
  defaultUser: 'me',
  home: '/home/me',
  render: jinja({ WHO: 'you' }),
  unseal: (text) =>
    text === 'sealed' ? ok('opened') : text === 'template' ? ok('for {{ ansible_user }}') : err('is sealed'),
};

function connect(vars: string, overrides: Partial<ConnectionOverrides> = {}) {
  const { hosts } = parseInventory([{ kind: 'text', file: 'i.yml', text: `web:\n  hosts:\n    web01: ${vars}` }]);
  return connectionOf(hosts.get('web01')!, { ...me, ...overrides });
}

const plain = {
  kind: 'ssh',
  client: 'either',
  host: 'web01',
  address: 'web01',
  port: 22,
  user: 'me',
  keyFiles: [],
  password: null,
  become: null,
  jumps: [],
  proxyCommand: null,
  configured: null,
};
const root = { method: 'sudo', user: 'root', password: null };

describe('how a host is reached', () => {
  test.each<[string, Partial<ConnectionOverrides>, object]>([
    ['', {}, plain],
    ['{ ansible_host: 10.0.0.1, ansible_port: 2222 }', {}, { ...plain, address: '10.0.0.1', port: 2222 }],
    ['{ ansible_ssh_host: old, ansible_ssh_port: "2222" }', {}, { ...plain, address: 'old', port: 2222 }],
    ['{ ansible_user: ops }', { user: 'you' }, { ...plain, user: 'ops' }],
    ['{ ansible_user: a, ansible_ssh_user: b }', {}, { ...plain, user: 'b' }],
    ['', { user: 'you' }, { ...plain, user: 'you' }],
    ['{ ansible_ssh_private_key_file: ~/.ssh/k }', { keyFile: 'x' }, { ...plain, keyFiles: ['/home/me/.ssh/k'] }],
    ['{ ansible_private_key_file: keys/k }', {}, { ...plain, keyFiles: ['keys/k'] }],
    ['', { keyFile: '~/k' }, { ...plain, keyFiles: ['/home/me/k'] }],
    ['', { password: 'asked' }, { ...plain, password: 'asked' }],
    ['{ ansible_password: own }', { password: 'asked' }, { ...plain, password: 'own' }],
    ['{ ansible_ssh_pass: s3cret }', {}, { ...plain, password: 's3cret' }],
    ['{ ansible_password: "" }', {}, plain],
    ['{ ansible_connection: paramiko }', {}, plain],
    ['{ ansible_connection: smart }', {}, plain],
    ['{ ansible_connection: ansible.builtin.ssh }', {}, plain],
    ['{ ansible_connection: openssh }', {}, { ...plain, client: 'openssh' }],
    ['{ ansible_connection: ssh2, ansible_password: p }', {}, { ...plain, client: 'ssh2', password: 'p' }],
    ['{ ansible_connection: ssh, suture_transport: openssh }', {}, { ...plain, client: 'openssh' }],
    ['{ ansible_connection: local }', {}, { kind: 'local', host: 'web01', become: null }],
    [
      '{ ansible_connection: local, ansible_port: x }',
      { become: true },
      { kind: 'local', host: 'web01', become: root },
    ],
    ['{ ansible_become: yes }', {}, { ...plain, become: root }],
    ['{ ansible_become: "True" }', {}, { ...plain, become: root }],
    ['{ ansible_become: no }', { become: true }, plain],
    ['', { become: true, becomePassword: 'p' }, { ...plain, become: { ...root, password: 'p' } }],
    [
      '{ ansible_become_pass: q, ansible_become_user: admin, ansible_become_method: ansible.builtin.sudo }',
      { become: true, becomePassword: 'p' },
      { ...plain, become: { method: 'sudo', user: 'admin', password: 'q' } },
    ],
    ['{ ansible_become_method: magic }', {}, plain],
    ['{ ansible_become: yes }', { become: false }, plain],
    ['', { become: true, becomeMethod: 'doas' }, { ...plain, become: { ...root, method: 'doas' } }],
    [
      '{ ansible_become_method: su }',
      { become: true, becomeMethod: 'doas' },
      { ...plain, become: { ...root, method: 'su' } },
    ],
    [
      '{ ansible_become: yes, ansible_become_method: community.general.doas, ansible_doas_exe: /opt/doas, ansible_sudo_pass: s }',
      {},
      { ...plain, become: { ...root, method: 'doas', program: '/opt/doas' } },
    ],
    [
      '{ ansible_become: yes, ansible_become_method: su, ansible_su_user: admin, ansible_su_pass: s }',
      {},
      { ...plain, become: { method: 'su', user: 'admin', password: 's' } },
    ],
    ['{ ansible_ssh_common_args: "{{ \'\' }}" }', {}, plain],
    ['{ ansible_user: 1000, ansible_password: 123 }', {}, { ...plain, user: '1000', password: '123' }],
    [
      '{ ansible_host: "{{ inventory_hostname }}.{{ zone }}", zone: "{{ where.a[0] }}", where: { a: ["{{ eu }}"] }, eu: eu }',
      {},
      { ...plain, address: 'web01.eu' },
    ],
    ['{ ansible_port: "{{ base + 1 }}", base: 2200 }', {}, { ...plain, port: 2201 }],
    ['{ ansible_become: "{{ root | default(true) }}" }', {}, { ...plain, become: root }],
    ["{ ansible_user: \"{{ lookup('env', 'WHO') }}\" }", {}, { ...plain, user: 'you' }],
    ['{ ansible_user: "{% if group_names[0] == \'web\' %}www{% endif %}" }', {}, { ...plain, user: 'www' }],
    ['{ ansible_password: !unsafe "{{ x }}" }', {}, { ...plain, password: '{{ x }}' }],
    ['{ ansible_password: !vault sealed }', {}, { ...plain, password: 'opened' }],
    ['{ ansible_password: !vault template, ansible_user: ops }', {}, { ...plain, user: 'ops', password: 'for ops' }],
    ['{ ansible_become: yes, ansible_become_password: "{{ x | default(\'\') }}" }', {}, { ...plain, become: root }],
    ["{ ansible_host: \"{{ lookup('env', 'NOBODY', default='there') }}\" }", {}, { ...plain, address: 'there' }],
    [
      "{ ansible_host: \"{{ lookup('env', 'NOBODY') | default('there', true) }}\" }",
      {},
      { ...plain, address: 'there' },
    ],
    ['{ ansible_password: "{% raw %}{{ raw{% endraw %}" }', {}, { ...plain, password: '{{ raw' }],
    ['{ ansible_password: "{{ x }}!", x: !vault sealed }', {}, { ...plain, password: 'opened!' }],
  ])('%s with %o', (vars, overrides, connection) => {
    expect(connect(vars, overrides)).toEqual({ ok: true, value: connection });
  });

  test('--local is this machine, without SSH', () => {
    const [host] = localInventory().hosts.values();
    expect(connectionOf(host!, me)).toEqual({ ok: true, value: { kind: 'local', host: 'localhost', become: null } });
  });
});

describe('the arguments that Ansible hands to ssh', () => {
  const known = (name: string) => name === 'web01';
  const asked: string[] = [];
  const sshConfig: ConnectionOverrides['sshConfig'] = {
    names: known,
    of: ({ name, file }) => {
      asked.push(`${name} ${file ?? 'usual'}`);
      return null;
    },
  };

  test.each<[string, Partial<ConnectionOverrides>, object]>([
    ['{ ansible_ssh_common_args: -o User=ops -p 2222 }', {}, { user: 'ops', port: 2222 }],
    [
      '{ ansible_ssh_extra_args: "-l ops -o Port=2222 -i ~/k" }',
      {},
      { user: 'ops', port: 2222, keyFiles: ['/home/me/k'] },
    ],
    // As for ssh, what Ansible writes before them wins: its own options come between the two.
    ['{ ansible_port: 1, ansible_ssh_common_args: -o User=ops -p 2222 }', {}, { user: 'ops', port: 1 }],
    ['{ ansible_ssh_common_args: -o User=ops }', { user: 'root' }, { user: 'root' }],
    ['{ ansible_user: web, ansible_port: 1, ansible_ssh_args: -l ops -p 2222 }', {}, { user: 'ops', port: 2222 }],
    ['{ ansible_ssh_common_args: -l ops, ansible_ssh_extra_args: -l eve }', {}, { user: 'ops' }],
    [
      '{ ansible_private_key_file: own, ansible_ssh_args: -i a, ansible_ssh_common_args: -i b }',
      {},
      { keyFiles: ['a', 'own', 'b'] },
    ],
    [
      '{ ansible_ssh_common_args: -o StrictHostKeyChecking=no -C -o ControlPersist=60s -v }',
      {},
      { user: 'me', port: 22 },
    ],
  ])('%s with %o', (vars, overrides, connection) => {
    expect(connect(vars, overrides)).toMatchObject({ ok: true, value: connection });
  });

  test.each<[string, Partial<ConnectionOverrides>, readonly string[]]>([
    ['{ ansible_ssh_common_args: -F ./ssh.cfg }', {}, ['web01 ./ssh.cfg']],
    ['{ ansible_ssh_common_args: -F ~/ssh.cfg, ansible_host: there }', {}, ['there /home/me/ssh.cfg']],
    ['{ ansible_ssh_args: -F a, ansible_ssh_extra_args: -F b }', { sshConfigChoice: 'c' }, ['web01 b']],
    ['{ ansible_ssh_args: -F none }', { sshConfigChoice: true }, []],
    ['{ ansible_ssh_args: -F a, suture_ssh_config: b }', {}, ['web01 b']],
    ['{ ansible_ssh_args: -C }', {}, ['web01 usual']],
  ])('%s with %o asks that configuration', (vars, overrides, questions) => {
    asked.length = 0;
    connect(vars, { ...overrides, sshConfig });
    expect(asked).toEqual(questions);
  });
});

describe('the jump hosts on the way', () => {
  const gate = { address: 'gw', port: 22, user: 'me', keyFiles: [], configured: null };

  test.each<[string, readonly object[]]>([
    ['{ ansible_ssh_common_args: -J gw }', [gate]],
    ['{ ansible_ssh_common_args: -Jgw }', [gate]],
    ['{ ansible_ssh_common_args: -qAJ gw -C }', [gate]],
    ['{ ansible_ssh_common_args: -o ProxyJump=gw }', [gate]],
    ['{ ansible_ssh_common_args: -oproxyjump=gw }', [gate]],
    ["{ ansible_ssh_extra_args: -o 'ProxyJump gw' }", [gate]],
    ['{ ansible_ssh_args: -o ProxyJump="gw" }', [gate]],
    ['{ ansible_ssh_common_args: -o ProxyJump=ops@gw:2222 }', [{ ...gate, user: 'ops', port: 2222 }]],
    ['{ ansible_ssh_common_args: "-J ssh://ops@gw:2222" }', [{ ...gate, user: 'ops', port: 2222 }]],
    ['{ ansible_ssh_common_args: "-J a@b@gw" }', [{ ...gate, user: 'a@b' }]],
    ['{ suture_jump: "[fd00::1]:2222" }', [{ ...gate, address: 'fd00::1', port: 2222 }]],
    ['{ suture_jump: "[fd00::1]" }', [{ ...gate, address: 'fd00::1' }]],
    ['{ suture_jump: "gw,ops@10.0.0.9" }', [gate, { ...gate, address: '10.0.0.9', user: 'ops' }]],
    ['{ suture_jump: gw, ansible_ssh_common_args: -o ProxyCommand=x }', [gate]],
    ['{ suture_jump: none, ansible_ssh_common_args: -J gw }', []],
    ['{ ansible_ssh_args: -o ProxyJump=none, ansible_ssh_common_args: -J gw }', []],
    ['{ ansible_ssh_common_args: -J gw, ansible_ssh_extra_args: -J other }', [gate]],
    ['{ ansible_ssh_common_args: "-o ControlMaster=auto -c -J" }', []],
    ['{ ansible_ssh_common_args: -o ProxyCommand=none }', []],
    ['{ ansible_ssh_common_args: "{{ args }}", args: -J gw }', [gate]],
    ['{ suture_jump: "{{ zone }}.gw", zone: eu }', [{ ...gate, address: 'eu.gw' }]],
    ['{ ansible_user: ops, suture_jump: gw, ansible_private_key_file: k }', [{ ...gate, keyFiles: ['k'] }]],
    [
      '{ suture_jump: gw, suture_jump_key: ~/gate, ansible_private_key_file: k }',
      [{ ...gate, keyFiles: ['/home/me/gate'] }],
    ],
    ['{ ansible_ssh_common_args: -o ProxyCommand="ssh -W %h:%p -q gw" }', [gate]],
    [`{ ansible_ssh_common_args: "-o ProxyCommand='/usr/bin/ssh -qW [%h]:%p ops@gw'" }`, [{ ...gate, user: 'ops' }]],
    [
      '{ ansible_ssh_common_args: -o ProxyCommand="exec ssh -o StrictHostKeyChecking=no -p 2222 -l ops -i ~/gate -W %h:%p gw" }',
      [{ ...gate, user: 'ops', port: 2222, keyFiles: ['/home/me/gate'] }],
    ],
  ])('%s', (vars, jumps) => {
    expect(connect(vars)).toMatchObject({ ok: true, value: { client: 'either', jumps, proxyCommand: null } });
  });

  test.each([
    'nc %h %p',
    'ssh -W %h:22 gw',
    'ssh gw nc %h %p',
    'ssh -W %h:%p -F other gw',
    'ssh -W %h:%p -o ProxyCommand=x gw',
    'ssh -W %h:%p gw; rm x',
    'myssh -W %h:%p gw',
  ])('a command that is not just a jump is for ssh to run: %s', (command) => {
    const vars = JSON.stringify({ ansible_ssh_common_args: `-o ProxyCommand="${command}"` });
    expect(connect(vars)).toMatchObject({ value: { client: 'openssh', jumps: [], proxyCommand: command } });
  });
});

describe('what is wrong with it is said where the variable was written', () => {
  test.each([
    ['{ ansible_port: abc }', 'i.yml:3:28: `ansible_port` must be a port from 1 to 65535, not "abc"'],
    [
      '{ ansible_ssh_common_args: -p 99999 }',
      'i.yml:3:39: `ansible_ssh_common_args` has a port that must be from 1 to 65535, not "99999"',
    ],
    [
      '{ ansible_ssh_common_args: -o HostName=there -o CertificateFile=c }',
      "i.yml:3:39: `ansible_ssh_common_args` has HostName, CertificateFile, which Suture can't take from there\n  hint: write it for this host into a file of ssh's own configuration, and name that: `suture_ssh_config: FILE`",
    ],
    ['{ ansible_port: 65536 }', 'i.yml:3:28: `ansible_port` must be a port from 1 to 65535, not 65536'],
    ['{ ansible_port: 0 }', 'i.yml:3:28: `ansible_port` must be a port from 1 to 65535, not 0'],
    ['{ ansible_port: 22.5 }', 'i.yml:3:28: `ansible_port` must be a port from 1 to 65535, not 22.5'],
    [
      '{ ansible_user: 10.5 }',
      'i.yml:3:28: `ansible_user` must be text, not a number\n  hint: put it in quotes: "10.5"',
    ],
    ['{ ansible_host: [a] }', 'i.yml:3:28: `ansible_host` must be text, not a list'],
    [
      '{ ansible_password: 12.5 }',
      'i.yml:3:32: `ansible_password` must be text, not a number\n  hint: put it in quotes',
    ],
    ['{ ansible_become: maybe }', 'i.yml:3:30: `ansible_become` must be true or false, not "maybe"'],
    [
      '{ ansible_become: yes, ansible_become_method: runas }',
      "i.yml:3:58: `ansible_become_method` names a way to become root that isn't known: runas\n  hint: write `sudo`, `su` or `doas`",
    ],
    [
      '{ ansible_become: yes, ansible_become_exe: sudo su - }',
      'i.yml:3:55: `ansible_become_exe` must be one program without options: sudo su -\n  hint: write its path alone',
    ],
    [
      '{ ansible_connection: winrm }',
      "i.yml:3:34: `ansible_connection` names a way to reach hosts that isn't known: winrm\n  hint: write `ssh`, or `local` for this machine; `openssh` for the `ssh` of this machine, `ssh2` for never that",
    ],
    [
      '{ suture_transport: openshh }',
      "i.yml:3:32: `suture_transport` names a way to reach hosts that isn't known: openshh\n  hint: write `ssh`, or `local` for this machine; `openssh` for the `ssh` of this machine, `ssh2` for never that",
    ],
    [
      '{ ansible_connection: openssh, ansible_password: p }',
      "i.yml:3:61: `ansible_password` can't be handed to the system's ssh, which asks a person for it\n  hint: use a key or an agent, or leave the host to `ansible_connection: ssh2`",
    ],
    [
      '{ ansible_host: "{{ adress }}", address: x }',
      "i.yml:3:28: `ansible_host` is a template that can't be rendered: `adress` is not defined for this host\n  hint: did you mean `address`?",
    ],
    [
      '{ ansible_host: "{{ a", a: x }',
      "i.yml:3:28: `ansible_host` is a template that can't be rendered: syntax error: unexpected end of input, expected end of variable block",
    ],
    [
      '{ ansible_host: "{{ a }}", a: "{{ b }}", b: "{{ a }}" }',
      'i.yml:3:28: `ansible_host` is a template that needs itself: a → b → a',
    ],
    [
      '{ ansible_host: "{{ a | ipaddr }}", a: x }',
      "i.yml:3:28: `ansible_host` is a template that can't be rendered: unknown filter: filter ipaddr is unknown",
    ],
    [
      '{ ansible_password: !vault other }',
      'i.yml:3:39: `ansible_password` is sealed\n  hint: give --ask-vault-pass, --vault-password-file FILE or --vault-id LABEL@FILE',
    ],
    ['{ ansible_port: !vault sealed }', 'i.yml:3:35: `ansible_port` must be a port from 1 to 65535, not what it holds'],
    [
      '{ ansible_become: "{{ x }}", x: !vault sealed }',
      'i.yml:3:30: `ansible_become` must be true or false, not what it holds',
    ],
    [
      '{ ansible_connection: ssh2, ansible_ssh_common_args: -o ProxyCommand="nc %h %p" }',
      "i.yml:3:34: `ansible_connection` can't be ssh2 here: a ProxyCommand that is not just a jump is for the system's ssh\n  hint: write `openssh`, or name the jump host: `suture_jump`",
    ],
    [
      '{ ansible_password: p, ansible_ssh_common_args: -o ProxyCommand="nc %h %p" }',
      "i.yml:3:32: `ansible_password` can't be handed to the system's ssh, which asks a person for it, and a ProxyCommand is for that\n  hint: use a key or an agent, or leave the host to `ansible_connection: ssh2`",
    ],
    [
      '{ ansible_ssh_extra_args: -J a@b@ }',
      'i.yml:3:38: `ansible_ssh_extra_args` names a jump host that can\'t be read: "a@b@"\n  hint: write `user@host:port`, with commas between several',
    ],
    [
      '{ suture_jump: "gw, ops@gw2:99999" }',
      'i.yml:3:27: `suture_jump` names a jump host that can\'t be read: "gw, ops@gw2:99999"\n  hint: write `user@host:port`, with commas between several',
    ],
    [
      '{ ansible_ssh_common_args: "-J {{ gate }}" }',
      "i.yml:3:39: `ansible_ssh_common_args` is a template that can't be rendered: `gate` is not defined for this host",
    ],
    [
      '{ ansible_ssh_common_args: "-J \'gw" }',
      "i.yml:3:39: `ansible_ssh_common_args` can't be read: the quote ' on this line has no partner",
    ],
    [
      "{ ansible_password: \"{{ lookup('community.hashi_vault.hashi_vault', 'secret=kv/x:pw') }}\" }",
      "i.yml:3:32: `ansible_password` is a template that can't be rendered: `lookup('community.hashi_vault.hashi_vault', …)` is not known here\n  hint: write the value itself (sealed with ansible-vault if it is secret), or `lookup('env', 'NAME')`",
    ],
    [
      "{ ansible_user: \"{{ lookup('env', 'NOBODY') }}\" }",
      "i.yml:3:28: `ansible_user` is a template that can't be rendered: the environment variable NOBODY is not set\n  hint: set it, or say what it is else: `lookup('env', 'NOBODY', default='…')`",
    ],
    [
      '{ ansible_host: "{{ x }}", x: "" }',
      'i.yml:3:28: `ansible_host` is a template that comes to nothing\n  hint: give what it looks up a value, or leave it out',
    ],
    [
      '{ ansible_password: "{{ x | trim }}", x: null }',
      'i.yml:3:32: `ansible_password` is a template that comes to "none"\n  hint: give what it looks up a value, or leave it out',
    ],
    ['{ ansible_user: !unsafe "{{ x }}" }', 'i.yml:3:36: `ansible_user` is no name of a user: "{{ x }}"'],
    ['{ ansible_ssh_host: "*" }', 'i.yml:3:32: `ansible_ssh_host` is no name or address of a host: "*"'],
    ['{ ansible_user: "-{{ x }}", x: !vault sealed }', 'i.yml:3:28: `ansible_user` is no name of a user'],
  ])('%s', (vars, mistake) => {
    const connection = connect(vars);
    expect(connection.ok ? [] : connection.error.map(showMistake)).toEqual([mistake]);
  });

  test('all at once, and what a group says wrong is said once for all its hosts', () => {
    const text = 'web:\n  hosts:\n    web[01:99]:\n    db: { ansible_become: 7 }\n  vars:\n    ansible_port: x\n';
    const { hosts } = parseInventory([{ kind: 'text', file: 'i.yml', text }]);
    const connections = connectionsOf([...hosts.values()], me);
    expect(connections.ok ? [] : connections.error.map(showMistake)).toEqual([
      'i.yml:6:19: `ansible_port` must be a port from 1 to 65535, not "x"',
      'i.yml:4:27: `ansible_become` must be true or false, not 7',
    ]);
  });
});
