import { UserError } from '../base/user-error.ts';
import type { ConnectionOverrides } from '../inventory/connection-of.ts';
import type { FleetOptions } from './fleet-options.ts';
import { readText } from './read-text.ts';
import { askSecret } from './terminal.ts';

/** Where one password comes from. */
interface Source {
  readonly file: string | undefined;
  readonly ask: boolean | undefined;
  readonly question: string;
  /** The options, for messages. */
  readonly asking: string;
  readonly naming: string;
}

/** The passwords for logging in and for becoming root, as far as the options say so: read from files, or asked for once. */
export async function passwordsOf(
  options: FleetOptions,
): Promise<Pick<ConnectionOverrides, 'password' | 'becomePassword'>> {
  const password = await passwordFrom({
    file: options.connectionPasswordFile,
    ask: options.askPass,
    question: 'SSH password of the hosts: ',
    asking: '--ask-pass',
    naming: '--connection-password-file',
  });
  const becomePassword = await passwordFrom({
    file: options.becomePasswordFile,
    ask: options.askBecomePass,
    question: 'become password on the hosts: ',
    asking: '-K',
    naming: '--become-password-file',
  });
  return { ...(password === null ? {} : { password }), ...(becomePassword === null ? {} : { becomePassword }) };
}

async function passwordFrom({ file, ask, question, asking, naming }: Source): Promise<string | null> {
  if (file !== undefined) return readText(file, naming.slice(2).replaceAll('-', ' ')).split(/\r?\n/)[0] ?? '';
  if (ask !== true) return null;
  const password = await askSecret(question);
  if (password !== null) return password;
  const message = `${asking} asks for a password, and nobody sits at this terminal`;
  throw new UserError([{ code: 'no-terminal', message, hint: `use ${naming}` }]);
}
