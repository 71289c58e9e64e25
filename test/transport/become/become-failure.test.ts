import { describe, expect, test } from 'vitest';
import type { Become } from '../../../src/inventory/inventory.ts';
import { becomeFailure } from '../../../src/transport/become/become-failure.ts';

const marker = 'suture-1234';
const began = `${marker}-shell-began\n`;
const prompt = 'suture-password-5678:';
const lecture = '\nWe trust you have received the usual lecture from the local System\nAdministrator.\n\n';
const sudo: Become = { method: 'sudo', user: 'root', password: null };

const judge = (stderr: string, over: Partial<Become> = {}, asked = prompt, stdout = '') =>
  becomeFailure({ become: { ...sudo, ...over }, marker, prompt: asked, exitCode: 1, stdout, stderr });

describe("sudo's words name the reason", () => {
  test.each([
    ['sudo: a password is required\n', null, 'become-password-needed'],
    ['sudo: interactive authentication is required\n', null, 'become-password-needed'],
    ['sudo: no tty present and no askpass program specified\n', null, 'become-password-needed'],
    [`${lecture}${prompt}Sorry, try again.\n${prompt}`, 'x', 'become-password-wrong'],
    [`${prompt}\nsudo: 1 incorrect password attempt\n`, 'x', 'become-password-wrong'],
    [`${lecture}${prompt}ops is not in the sudoers file.\n`, 'x', 'become-rule-missing'],
    [`${prompt}ops is not allowed to run sudo on web01.\n`, 'x', 'become-rule-missing'],
    [`${prompt}Sorry, user ops may not run sudo on web01.\n`, 'x', 'become-rule-missing'],
    ['sudo: sorry, you must have a tty to run sudo\n', null, 'become-needs-terminal'],
    ['sudo: Account or password is expired, reset your password and try again\n', 'x', 'become-refused'],
    ['sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set\n', null, 'become-refused'],
    ['sudo: unknown user: toor\n', null, 'become-refused'],
    ['sudo: /etc/sudo.conf is world writable\nsudo: fatal\n', null, 'become-refused'],
    [`${marker}-not-there\n`, null, 'become-missing'],
    ['', null, 'exec-failed'],
  ])('%j with password %j: %s', (stderr, password, reason) => {
    expect(judge(`${began}${stderr}`, { password }).reason).toBe(reason);
  });

  test("a refusal is told in sudo's words, without the lecture, our command line and control characters", () => {
    const said = `${began}${lecture}\u001b[31mSorry, user ops is not allowed to execute '/usr/bin/sh -c LC_ALL=C; it's long' as root on web01.\r\n`;
    expect(judge(said).message).toBe(
      'sudo refused to become root: Sorry, user ops is not allowed to execute sh as root on web01.',
    );
  });

  test.each([
    ['sudo: sorry, you must have a tty to run sudo', {}, 'Defaults:USER !requiretty'],
    ['ops is not in the sudoers file.', { password: 'x' }, '`ops ALL=(root) ALL`'],
    [
      "Sorry, user ops is not allowed to execute '/bin/sh -c x' as www",
      { user: 'www' },
      '`ops ALL=(www) NOPASSWD: /bin/sh`',
    ],
    ['Sorry, user ops may not run sudo on web01.', {}, '`ops ALL=(root) NOPASSWD: ALL`'],
    ['sudo: a password is required', {}, '`USER ALL=(root) NOPASSWD: ALL`'],
    ['sudo: effective uid is not 0, is sudo installed setuid root?', {}, 'nosuid'],
    ['sudo: no valid sudoers sources found, quitting', {}, 'visudo -c'],
  ])('%j comes with what would help', (said, over, help) => {
    expect(judge(`${began}${said}`, over).hint).toContain(help);
  });

  test('a user name that could not stand in sudoers, or is the password, is in no line that we give', () => {
    for (const name of ['a`b', 'SHOP\\bob', "o'neil"]) {
      const { reason, hint } = judge(`${began}Sorry, user ${name} may not run sudo on web01.`);
      expect([reason, hint]).toEqual(['become-rule-missing', expect.stringContaining('`USER ALL=')]);
    }
    expect(judge(`${began}secret7 is not in the sudoers file.`, { password: 'secret7' }).hint ?? '').not.toContain(
      'secret7',
    );
  });
});

describe("su's words name the reason", () => {
  const asked = 'Password: ';
  test.each([
    [asked, null, 'become-password-needed'],
    [`${asked}su: Authentication failure\n`, 'x', 'become-password-wrong'],
    [`${asked}${asked}`, 'x', 'become-password-wrong'],
    [`${asked}su: Permission denied\n`, 'x', 'become-rule-missing'],
    ['su: must be run from a terminal\n', 'x', 'become-needs-terminal'],
    [
      'su: user toor does not exist or the user entry does not contain all the required fields\n',
      null,
      'become-refused',
    ],
    [`${marker}-not-there\n`, null, 'become-missing'],
  ])('%j with password %j: %s', (stderr, password, reason) => {
    expect(judge(`${began}${stderr}`, { method: 'su', password }, asked).reason).toBe(reason);
  });

  test('a password that it does not take is said to be that of whom to become', () => {
    const { hint } = judge(`${began}${asked}su: Authentication failure\n`, { method: 'su', password: 'x' }, asked);
    expect(hint).toMatch(/^su wants root's own password.*passwd -S root/);
  });

  test('what a login shell says before is not taken for its prompt', () => {
    const { reason } = judge(`Password: Password: ${began}su: Permission denied`, { method: 'su' }, asked);
    expect(reason).toBe('become-rule-missing');
  });
});

describe("doas's words name the reason", () => {
  test.each([
    ['doas: Authentication required\n', 'become-password-needed', 'permit nopass USER as root'],
    ['doas: Authorization required\n', 'become-password-needed', 'from a terminal only'],
    ['doas: Operation not permitted\n', 'become-rule-missing', 'permit nopass USER as root'],
    ['doas: doas is not enabled, /etc/doas.conf: No such file or directory\n', 'become-rule-missing', 'permit nopass'],
    ['doas: syntax error at line 1\n', 'become-refused', 'doas -C'],
  ])('%j: %s', (stderr, reason, help) => {
    const told = judge(`${began}${stderr}`, { method: 'doas', password: 'unused' });
    expect(told).toMatchObject({ reason, hint: expect.stringContaining(help) as string });
  });
});

test('the program is called as the inventory calls it', () => {
  expect(judge(`${began}${marker}-not-there\n`, { program: '/opt/sudo' }).message).toContain(
    '/opt/sudo is not installed',
  );
});

describe('a login shell that starts nothing is told by its own words', () => {
  test('cut to size', () => {
    const { reason, message } = judge('', {}, prompt, `go away${'x'.repeat(5_000)}`);
    expect(reason).toBe('exec-failed');
    expect(message).toMatch(/^the login shell did not start sh \(exit 1\): go awayx/);
    expect(message.length).toBeLessThan(400);
  });

  test('which sudo never said, whatever they are', () => {
    expect(judge('sudo: a password is required\n').reason).toBe('exec-failed');
  });

  test('with a hint for nologin', () => {
    expect(judge('', {}, prompt, 'This account is currently not available.').hint).toContain('chsh -s');
  });
});
