import { stripControl } from '../formats/strip-control.ts';
import type { Become } from '../inventory/inventory.ts';
import { noSudo } from './host-command.ts';
import type { SessionError } from './session.ts';
import { withoutPassword } from './without-password.ts';

/** What was seen of a shell that never became ready. */
export interface FailedStart {
  readonly become: Become | null;
  readonly marker: string;
  readonly prompt: string;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Names why a script could not be started as the user it needs, from what sudo and the login shell said. */
export function becomeFailure(start: FailedStart): SessionError {
  const { become, marker, prompt, stderr } = start;
  if (become === null) return shellFailed(start);
  if (stderr.includes(`${marker}${noSudo}`)) {
    const hint = 'install sudo there, connect as root, or do without become';
    return { reason: 'become-missing', message: 'sudo is not installed on the host', hint };
  }
  const said = stderr.replaceAll(prompt, '\n');
  if (become.password !== null && (timesAsked(stderr, prompt) > 1 || /incorrect password|try again/i.test(said))) {
    return { reason: 'become-password-wrong', message: 'sudo did not accept the password', hint: null };
  }
  if (/password is required|terminal is required|no tty present|authentication is required/i.test(said)) {
    return { reason: 'become-password-needed', message: 'sudo asks for a password', hint: passwordHint };
  }
  const words = sudoWords(said, become);
  if (words === '') return shellFailed(start);
  const hint = /must have a tty/i.test(words) ? 'sudoers sets requiretty; exempt this user from it' : null;
  return { reason: 'become-refused', message: `sudo refused to become ${become.user}: ${words}`, hint };
}

/** As far as sudo's words were kept. */
const timesAsked = (stderr: string, prompt: string): number => stderr.split(prompt).length - 1;

const passwordHint =
  'give it with --ask-become-pass or ansible_become_password, or allow NOPASSWD for this user in sudoers';

function shellFailed({ become, exitCode, marker, stdout, stderr }: FailedStart): SessionError {
  const words = clean(
    `${stderr}\n${stdout}`.split('\n').filter((said) => !said.includes(marker)),
    become,
  );
  const status = exitCode === null ? '' : ` (exit ${exitCode})`;
  const said = words === '' ? '' : `: ${words}`;
  return { reason: 'exec-failed', message: `the login shell did not start sh${status}${said}`, hint: null };
}

/** Sudo's own lines, without the lecture and without our command line. */
const sudoWords = (said: string, become: Become): string =>
  clean(
    said
      .split('\n')
      .filter((line) => /^sudo:|sudoers|not allowed|may not run/i.test(line))
      .map((line) => line.replace(/execute '.*' as /, 'execute sh as ')),
    become,
  );

const clean = (lines: readonly string[], become: Become | null): string =>
  lines
    .map((line) => stripControl(withoutPassword(line, become).trim()))
    .filter((line) => line !== '')
    .join('; ')
    .slice(0, 300);
