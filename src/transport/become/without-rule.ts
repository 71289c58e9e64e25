import { shellQuote } from '../../formats/shell-quote.ts';
import type { Become } from '../../inventory/inventory.ts';
import type { Result } from '../../base/result.ts';
import type { Answer, SessionError } from '../session.ts';
import { programOf } from './become-methods.ts';
import { ruleFor } from './sudo.ts';

/**
 * sudo says that it wants a password where a rule is missing, too, lest it tell strangers what is allowed. To a user
 * with rules that need none it lists them: so a second question, once it has refused, tells one from the other.
 */
export async function orRuleMissing(
  error: SessionError,
  become: Become | null,
  askPlainly: (script: string) => Promise<Result<Answer, SessionError>>,
): Promise<SessionError> {
  if (error.reason !== 'become-password-needed' || become?.method !== 'sudo' || become.password !== null) return error;
  const listed = await askPlainly(`${shellQuote(programOf(become))} -n -l`);
  const user = listed.ok ? allowedOthersOnly(listed.value.stdout.toString('utf8')) : null;
  if (user === null) return error;
  return {
    reason: 'become-rule-missing',
    message: `sudo lets this user run some commands without a password, but no shell as ${become.user}`,
    hint: `Suture needs a shell; this rule allows one: ${ruleFor(become, user)}`,
  };
}

/** Whom a listing of sudo's is about, if all of that user's rules go without a password; null where a password may help. */
export function allowedOthersOnly(listing: string): string | null {
  const [, user, rules = ''] = /^User (\S+) may run the following commands on [^\n]*:\n(.*)/ms.exec(listing) ?? [];
  const each = rules.split('\n').filter((line) => /^ {4}\(/.test(line));
  return user !== undefined && each.length > 0 && each.every(goesWithoutPassword) ? user : null;
}

// A tag holds for the commands behind it, until another says otherwise.
const goesWithoutPassword = (rule: string): boolean =>
  /^ {4}\([^)]*\) (?:[A-Z]+: )*NOPASSWD: /.test(rule) && !/(?<!NO)PASSWD: /.test(rule);
