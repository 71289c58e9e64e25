import type { ConnectionVars } from './connection-vars.ts';
import type { Become } from './inventory.ts';
import { wrongFile, wrongUser } from './network-names.ts';

/** What the command line says of becoming another user. */
export interface BecomeOverrides {
  /** `false` wins over a host's vars too, so that a fleet can be looked at without root. */
  readonly become?: boolean;
  readonly becomeMethod?: Become['method'];
  readonly becomePassword?: string;
}

const methods: readonly Become['method'][] = ['sudo', 'su', 'doas'];

/** Whom to become on a host and how, by its vars and the command line; null where nobody. */
export function becomeOf(vars: ConnectionVars, overrides: BecomeOverrides): Become | null {
  const wanted = vars.flag('ansible_become') ?? overrides.become ?? false;
  const named = vars.text('ansible_become_method') ?? overrides.becomeMethod ?? 'sudo';
  const plain = named.replace(/^(?:ansible\.builtin|community\.general)\./u, '');
  const method = methods.find((each) => each === plain) ?? 'sudo';
  const user = vars.text('ansible_become_user', `ansible_${method}_user`) ?? 'root';
  const password = vars.secret('ansible_become_password', 'ansible_become_pass', `ansible_${method}_pass`);
  const program = vars.text('ansible_become_exe', `ansible_${method}_exe`);
  if (!wanted || overrides.become === false) return null;
  if (method !== plain) {
    const message = `names a way to become root that isn't known: ${named}`;
    vars.say('ansible_become_method', 'unknown-become-method', message, 'write `sudo`, `su` or `doas`');
  }
  if (program !== null && /\s/u.test(program)) {
    const message = `must be one program without options: ${program}`;
    vars.say('ansible_become_exe', 'bad-become-program', message, 'write its path alone');
  }
  vars.judge(['ansible_become_user', `ansible_${method}_user`], user, wrongUser);
  if (program !== null) vars.judge(['ansible_become_exe', `ansible_${method}_exe`], program, wrongFile);
  const given = password ?? overrides.becomePassword ?? null;
  if (given !== null && /[\r\n]/.test(given)) {
    const hint = 'it would end there, and the rest be read by the shell of whom to become';
    vars.say('ansible_become_password', 'bad-password', 'has a line break in it', hint);
  }
  return { method, user, password: given, ...(program === null ? {} : { program }) };
}
