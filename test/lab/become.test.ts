import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Ended, type HostJson, type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';

// One healthy host, reached as many users: each may become root or not, by real rules of sudo, su and doas. What
// refuses is named, with what would help.

const password = "it's $secret";
const rootPassword = 'rootVogel17';

interface Account {
  readonly shell?: string;
  readonly sudoers?: string;
  readonly doas?: string;
  readonly vars?: object;
  /** Whether the host is found healthy as this user, or why it can't be looked at. */
  readonly expected: 'healthy' | { readonly reason: string; readonly message?: RegExp; readonly hint: RegExp };
}

const own = { ansible_become_password: password };
const asSu = { ansible_become_method: 'su' };
const asDoas = { ansible_become_method: 'doas' };

const accounts: Readonly<Record<string, Account>> = {
  free: { sudoers: 'free ALL=(ALL) NOPASSWD: ALL', expected: 'healthy' },
  shellonly: { sudoers: 'shellonly ALL=(root) NOPASSWD: /usr/bin/sh', expected: 'healthy' },
  asked: { sudoers: 'asked ALL=(ALL) ALL', vars: own, expected: 'healthy' },
  formal: {
    sudoers: 'Defaults:formal use_pty, lecture=always, passwd_tries=1\nformal ALL=(ALL) ALL',
    vars: own,
    expected: 'healthy',
  },
  german: { sudoers: 'german ALL=(ALL) ALL', shell: '/bin/bash', vars: own, expected: 'healthy' },
  renamed: {
    sudoers: 'renamed ALL=(ALL) NOPASSWD: ALL',
    vars: { ansible_become_exe: '/usr/local/lib/my-sudo' },
    expected: 'healthy',
  },
  unnamed: {
    vars: own,
    expected: {
      reason: 'become-rule-missing',
      message: /unnamed is not in the sudoers file/,
      hint: /`unnamed ALL=\(root\) ALL`/,
    },
  },
  silent: { expected: { reason: 'become-password-needed', hint: /--ask-become-pass.*NOPASSWD/ } },
  needy: {
    sudoers: 'needy ALL=(ALL) ALL, NOPASSWD: /bin/true',
    expected: { reason: 'become-password-needed', hint: /NOPASSWD/ },
  },
  narrow: {
    sudoers: 'narrow ALL=(ALL) NOPASSWD: /bin/true',
    expected: {
      reason: 'become-rule-missing',
      message: /but no shell as root/,
      hint: /`narrow ALL=\(root\) NOPASSWD: ALL`/,
    },
  },
  narrowasked: {
    sudoers: 'narrowasked ALL=(ALL) /bin/true',
    vars: own,
    expected: {
      reason: 'become-rule-missing',
      message: /not allowed to execute sh as root/,
      hint: /`narrowasked ALL=\(root\) \/usr\/bin\/sh`/,
    },
  },
  elsewhere: {
    sudoers: 'elsewhere db01=(ALL) ALL',
    vars: own,
    expected: { reason: 'become-rule-missing', message: /not allowed to run sudo on/, hint: /other hosts/ },
  },
  otheruser: {
    sudoers: 'otheruser ALL=(www-data) ALL',
    vars: own,
    expected: { reason: 'become-rule-missing', hint: /`otheruser ALL=\(root\)/ },
  },
  terminal: {
    sudoers: 'Defaults:terminal requiretty\nterminal ALL=(ALL) NOPASSWD: ALL',
    expected: { reason: 'become-needs-terminal', message: /must have a tty/, hint: /!requiretty/ },
  },
  held: {
    sudoers: 'held ALL=(ALL) NOPASSWD: NOEXEC: ALL',
    expected: { reason: 'become-refused', message: /may start no program/, hint: /!noexec/ },
  },
  mistyped: {
    sudoers: 'mistyped ALL=(ALL) ALL',
    vars: { ansible_become_password: 'guess' },
    expected: {
      reason: 'become-password-wrong',
      message: /^sudo did not accept the password$/,
      hint: /^--no-become looks without root/,
    },
  },
  nologin: {
    shell: '/usr/sbin/nologin',
    expected: { reason: 'exec-failed', message: /not available/, hint: /chsh -s/ },
  },
  dash: { shell: '/bin/dash', sudoers: 'dash ALL=(ALL) NOPASSWD: ALL', expected: 'healthy' },
  sur: { vars: { ...asSu, ansible_become_password: rootPassword }, expected: 'healthy' },
  sunoisy: { shell: '/bin/bash', vars: { ...asSu, ansible_become_password: rootPassword }, expected: 'healthy' },
  suwrong: {
    vars: { ...asSu, ...own },
    expected: {
      reason: 'become-password-wrong',
      message: /^su did not accept/,
      hint: /root's own password.*passwd -S root/,
    },
  },
  sunone: {
    vars: asSu,
    expected: { reason: 'become-password-needed', message: /^su asks for a password$/, hint: /root's own/ },
  },
  suwheel: {
    vars: { ...asSu, ansible_become_password: rootPassword },
    expected: { reason: 'become-rule-missing', message: /su: Permission denied/, hint: /pam_wheel/ },
  },
  doasfree: { doas: 'permit nopass doasfree as root', vars: asDoas, expected: 'healthy' },
  doasasked: {
    doas: 'permit doasasked as root',
    vars: { ...asDoas, ...own },
    expected: {
      reason: 'become-password-needed',
      message: /^doas asks for a password$/,
      hint: /terminal only.*permit nopass/,
    },
  },
  doasnone: { vars: asDoas, expected: { reason: 'become-rule-missing', hint: /`permit nopass USER as root`/ } },
  doasnarrow: {
    doas: 'permit nopass doasnarrow as root cmd /bin/true',
    vars: asDoas,
    expected: { reason: 'become-rule-missing', message: /Operation not permitted/, hint: /run a shell/ },
  },
  absent: {
    sudoers: 'absent ALL=(ALL) NOPASSWD: ALL',
    vars: { ansible_become_exe: '/opt/none/sudo' },
    expected: {
      reason: 'become-missing',
      message: /^\/opt\/none\/sudo is not installed/,
      hint: /ansible_become_method/,
    },
  },
};

let lab: Lab;
let suture: Suture;
let folder: string;

beforeAll(async () => {
  lab = await bringUpAnew('become', 1);
  folder = mkdtempSync(join(tmpdir(), 'suture-become-'));
  await onHost(setUp());
  suture = sutureOn({ inventory: inventory(), knownHosts: lab.knownHosts });
});

afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

async function onHost(script: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn('web01', `set -e\n${script}`);
  if (status !== 0) throw new Error(`${script.slice(0, 200)}: ${stderr}`);
  return stdout;
}

const setUp = (): string => `
printf '%s\\n' 'MaxStartups 50' 'PasswordAuthentication yes' >/etc/ssh/sshd_config.d/00-many.conf; systemctl reload ssh
${Object.entries(accounts).map(account).join('\n')}
groupadd nosu; usermod -aG nosu suwheel
sed -i '1i auth required pam_wheel.so deny group=nosu' /etc/pam.d/su
echo 'root:${rootPassword}' | chpasswd
cp /usr/bin/sudo /usr/local/lib/my-sudo; chmod u+s /usr/local/lib/my-sudo
printf '%s\\n' 'export LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 LANGUAGE=de' >>/home/german/.bashrc.new
cat /home/german/.bashrc >>/home/german/.bashrc.new; mv /home/german/.bashrc.new /home/german/.bashrc
printf '%s\\n' 'printf "Password: " >&2; echo Password: ; printf "Password: Password: " >&2' >/home/sunoisy/.bashrc
`;

const account = ([name, { shell = '/bin/bash', sudoers, doas }]: readonly [string, Account]): string => `
useradd -m -s ${shell} ${name}; echo "${name}:${password.replace('$', '\\$')}" | chpasswd
mkdir /home/${name}/.ssh; cp /home/ops/.ssh/authorized_keys /home/${name}/.ssh/; chown -R ${name}: /home/${name}/.ssh
${sudoers === undefined ? '' : `printf '%s\\n' '${sudoers.replace('\n', "' '")}' >/etc/sudoers.d/${name}; chmod 440 /etc/sudoers.d/${name}`}
${doas === undefined ? '' : `echo '${doas}' >>/etc/doas.conf`}`;

function inventory(): string {
  const vars = {
    ansible_host: '127.0.0.1',
    ansible_port: lab.sshPort('web01'),
    ansible_ssh_private_key_file: lab.privateKey,
    ansible_become: true,
  };
  const hosts = Object.fromEntries(
    Object.entries(accounts).map(([name, account]) => [name, { ansible_user: name, ...account.vars }]),
  );
  const path = join(folder, 'inventory.yml');
  writeFileSync(path, JSON.stringify({ all: { vars, hosts } }));
  return path;
}

describe('as each user, the host is healthy or it is said what refuses', () => {
  let told: Ended;
  beforeAll(async () => {
    told = await suture.fleet('check', '--forks', '4');
  });

  test.each(Object.entries(accounts))('%s', (name, { expected }) => {
    judge(told.host(name), expected);
  });

  test('and no password is in anything that was told', () => {
    for (const secret of [password, rootPassword]) expect(told.stdout + told.stderr).not.toContain(secret);
  });
});

function judge(host: HostJson, expected: Account['expected']): void {
  if (expected === 'healthy') {
    expect([host.error, host.status]).toEqual([undefined, 'healthy']);
    return;
  }
  const { reason, message = /./, hint } = expected;
  expect(host).toMatchObject({ status: 'failed', error: { reason } });
  expect(host.error?.message).toMatch(message);
  expect(host.error?.hint).toMatch(hint);
}

test.each([
  ["root's password is locked", 'sur', 'passwd -l root', 'passwd -u root', 'become-password-wrong', /passwd -S root/],
  [
    'doas.conf has a mistake',
    'doasfree',
    'echo permit rubbish rubbish >>/etc/doas.conf',
    "sed -i '$d' /etc/doas.conf",
    'become-refused',
    /doas -C/,
  ],
  [
    'there is no doas.conf',
    'doasfree',
    'mv /etc/doas.conf /tmp',
    'mv /tmp/doas.conf /etc',
    'become-rule-missing',
    /permit nopass/,
  ],
  [
    'sudo has no setuid bit',
    'free',
    'chmod u-s /usr/bin/sudo',
    'chmod u+s /usr/bin/sudo',
    'become-refused',
    /owner and mode/,
  ],
  ['sudo is not there', 'free', 'mv /usr/bin/sudo /tmp', 'mv /tmp/sudo /usr/bin', 'become-missing', /install/],
  ['su is not there', 'sur', 'mv /usr/bin/su /tmp', 'mv /tmp/su /usr/bin', 'become-missing', /install/],
  ['doas is not there', 'doasfree', 'mv /usr/bin/doas /tmp', 'mv /tmp/doas /usr/bin', 'become-missing', /install/],
  ['the password of root has expired', 'sur', 'chage -d 0 root', 'chage -d -1 root', 'become-refused', /chage -l root/],
])('when %s', async (_, name, spoil, mend, reason, hint) => {
  await onHost(spoil);
  const told = (await suture.fleet('check', '--limit', name)).host(name);
  await onHost(mend);
  judge(told, { reason, hint });
  judge((await suture.fleet('check', '--limit', name)).host(name), 'healthy');
});

describe('a password is typed at a terminal, unseen', () => {
  test.each([
    ['sudo', 'needy', password],
    ['su', 'sunone', rootPassword],
  ])('for %s', async (_, name, typed) => {
    const terminal = atTerminal(suture.words('check', '-K', '--limit', name));
    await terminal.answer('become password on the hosts: ', typed);
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown()).toContain('1 healthy');
    expect(terminal.shown()).not.toContain(typed);
  });

  test('to log in', async () => {
    const keyless = ['-e', 'ansible_ssh_private_key_file='];
    const terminal = atTerminal(suture.words('check', '--ask-pass', '--limit', 'free', ...keyless));
    await terminal.answer('SSH password of the hosts: ', password);
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown()).not.toContain(password);
  });

  test.each([
    ['-K', '--become-password-file'],
    ['--ask-pass', '--connection-password-file'],
  ])('%s wants a terminal, or %s', async (asking, naming) => {
    const { exitCode, stderr } = await suture.fleet('check', asking);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(naming)]);
  });

  test('or read from a file', async () => {
    const file = join(folder, 'password');
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    const keyless = ['--limit', 'needy', '-e', 'ansible_ssh_private_key_file='];
    const told = await suture.fleet(
      'check',
      '--connection-password-file',
      file,
      '--become-password-file',
      file,
      ...keyless,
    );
    expect(told.host('needy').status).toBe('healthy');
  });
});

test('the way to become root can be said on the command line, where the inventory is silent', async () => {
  const told = (await suture.fleet('check', '--become-method', 'su', '--limit', 'free')).host('free');
  expect(told.error?.message).toBe('su asks for a password');
});
