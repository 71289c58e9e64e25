import { describe, expect, test } from 'vitest';
import { becomeFailure } from '../../src/transport/become-failure.ts';

const marker = 'suture-1234';
const prompt = 'suture-password-5678:';
const lecture = '\nWe trust you have received the usual lecture from the local System\nAdministrator.\n\n';

const judge = (stderr: string, password: string | null = null, stdout = '', exitCode = 1) =>
  becomeFailure({ become: { method: 'sudo', user: 'root', password }, marker, prompt, exitCode, stdout, stderr });

describe("sudo's words name the reason", () => {
  test.each([
    ['sudo: a password is required\n', null, 'become-password-needed'],
    ['sudo: interactive authentication is required\n', null, 'become-password-needed'],
    ['sudo: no tty present and no askpass program specified\n', null, 'become-password-needed'],
    [`${lecture}${prompt}Sorry, try again.\n${prompt}`, 'x', 'become-password-wrong'],
    [`${prompt}\nsudo: 1 incorrect password attempt\n`, 'x', 'become-password-wrong'],
    [`${lecture}${prompt}ops is not in the sudoers file.\n`, 'x', 'become-refused'],
    ['sudo: sorry, you must have a tty to run sudo\n', null, 'become-refused'],
    ['sudo: unknown user: toor\n', null, 'become-refused'],
    ['sudo: /etc/sudo.conf is world writable\nsudo: fatal\n', null, 'become-refused'],
    [`${marker}-no-sudo\n`, null, 'become-missing'],
    ['This account is currently not available.\n', null, 'exec-failed'],
    ['', null, 'exec-failed'],
  ])('%j with password %j: %s', (stderr, password, reason) => {
    expect(judge(stderr, password).reason).toBe(reason);
  });

  test("a refusal is told in sudo's words, without the lecture, our command line and control characters", () => {
    const said = `${lecture}\u001b[31mSorry, user ops is not allowed to execute '/usr/bin/sh -c LC_ALL=C; it's long' as root on web01.\r\n`;
    expect(judge(said).message).toBe(
      'sudo refused to become root: Sorry, user ops is not allowed to execute sh as root on web01.',
    );
  });

  test('requiretty comes with advice', () => {
    expect(judge('sudo: sorry, you must have a tty to run sudo').hint).toContain('requiretty');
  });

  test('a login shell that starts nothing is told by its own words, cut to size', () => {
    const { message } = judge(`${marker}-shell-began\n`, null, `This account is not available.${'x'.repeat(5_000)}`);
    expect(message).toMatch(/^the login shell did not start sh \(exit 1\): This account is not available\.x/);
    expect(message.length).toBeLessThan(400);
  });
});
