import { stripControl } from '../../formats/strip-control.ts';
import type { Become } from '../../inventory/inventory.ts';
import { notThere, shellBegan } from '../host-command.ts';
import type { BecomeReason, SessionError } from '../session.ts';
import { withoutPassword } from '../without-password.ts';
import { becomeMethods, programOf } from './become-methods.ts';

/** What was seen of a shell that never became ready. */
export interface FailedStart {
  readonly become: Become | null;
  readonly marker: string;
  readonly prompt: string;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Names why a script could not be started as the user it needs, from what the become program and the login shell said. */
export function becomeFailure(start: FailedStart): SessionError {
  const { become, marker, prompt, stderr } = start;
  const [, afterShell] = stderr.split(`${marker}${shellBegan}\n`);
  if (become === null || afterShell === undefined) return shellFailed(start);
  if (afterShell.includes(`${marker}${notThere}\n`)) return refusal(become, 'become-missing', '');
  const asked = afterShell.split(prompt);
  const said = withoutPassword(asked.join('\n'), become);
  if (asked.length > 1 && become.password === null) return refusal(become, 'become-password-needed', said);
  if (asked.length > 2) return refusal(become, 'become-password-wrong', said);
  const words = ownWords(said, become);
  const fits = becomeMethods[become.method].refusals
    .map((each) => ({ ...each, named: each.says.exec(said) }))
    .find(({ named }) => named !== null);
  if (fits === undefined) return words === '' ? shellFailed(start) : refusal(become, 'become-refused', words);
  const hint = fits.hint?.(become, (fits.named ?? []).slice(1));
  return { ...refusal(become, fits.reason, words), ...(hint === undefined ? {} : { hint }) };
}

/** A refusal for this reason; `words` are what the program said. */
function refusal(become: Become, reason: BecomeReason, words: string): SessionError {
  const program = programOf(become);
  const { passwordNeeded, passwordWrong } = becomeMethods[become.method];
  switch (reason) {
    case 'become-missing': {
      const hint = 'install it there, name another with ansible_become_method, or connect as root';
      return { reason, message: `${program} is not installed on the host`, hint };
    }
    case 'become-password-needed':
      return { reason, message: `${program} asks for a password`, hint: passwordNeeded(become) };
    case 'become-password-wrong':
      return { reason, message: `${program} did not accept the password`, hint: passwordWrong(become) };
    case 'become-needs-terminal':
    case 'become-rule-missing':
    case 'become-refused':
      return { reason, message: `${program} refused to become ${become.user}: ${words}`, hint: null };
  }
}

function shellFailed({ become, exitCode, marker, stdout, stderr }: FailedStart): SessionError {
  const words = clean(
    `${stderr}\n${stdout}`.split('\n').filter((said) => !said.includes(marker)),
    become,
  );
  const status = exitCode === null ? '' : ` (exit ${exitCode})`;
  const said = words === '' ? '' : `: ${words}`;
  const hint = /not available|nologin/i.test(words)
    ? 'this account may not run commands: log in as another, or give it a shell with `chsh -s /bin/sh`'
    : /syntax|traceback|restricted|unknown command|not found|parse error|illegal/i.test(words)
      ? 'what logs in there is no shell that runs `exec sh`: log in as another, or give it a shell with `chsh -s /bin/sh`'
      : null;
  return { reason: 'exec-failed', message: `the login shell did not start sh${status}${said}`, hint };
}

/** The program's own lines, without the lecture and without our command line. */
const ownWords = (said: string, become: Become): string =>
  clean(
    said
      .split('\n')
      .filter((line) => becomeMethods[become.method].ownLines.test(line.trim()))
      .map((line) => line.replace(/execute '.*' as /, 'execute sh as ')),
    become,
  );

const clean = (lines: readonly string[], become: Become | null): string =>
  lines
    .map((line) => stripControl(withoutPassword(line, become).trim()))
    .filter((line) => line !== '')
    .join('; ')
    .slice(0, 300);
