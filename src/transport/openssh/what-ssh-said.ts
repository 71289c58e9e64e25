import { stripControl } from '../../formats/strip-control.ts';
import { hungUp } from '../reach-error.ts';
import type { SessionError } from '../session.ts';
import type { FailedAttempt } from '../try-again.ts';
import { whereIs } from '../wire.ts';

/** What ssh's last words come to. */
export type SshFailure =
  | { readonly kind: 'failed'; readonly attempt: FailedAttempt }
  /** ssh trusts the host's key not. */
  | { readonly kind: 'host-key' }
  /** What it goes through did not connect it. */
  | { readonly kind: 'not-forwarded' };

/** Who was to be reached, as whom. */
interface Asked {
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

/**
 * Names why ssh did not log in. Only its last two lines count: a host may send a banner before, and have it say
 * anything. What a host can still make of it is another reason for not being reached.
 */
export function whatSshSaid(said: string, asked: Asked): SshFailure {
  const where = whereIs(asked);
  const lines = linesOf(said);
  const last = lines.slice(-2).join('\n');
  const failed = (reason: SessionError['reason'], message: string, hint: string | null = null): SshFailure => ({
    kind: 'failed',
    attempt: { error: { reason, message: `${where}: ${message}`, hint }, mayPass: false },
  });
  if (/^Stdio forwarding request failed|^mux_client_/m.test(lines.slice(-3).join('\n')))
    return { kind: 'not-forwarded' };
  if (/^Host key verification failed\.$/m.test(last)) return { kind: 'host-key' };
  const denied = /^\S.*: Permission denied \((.*)\)\.$/m.exec(last);
  if (denied !== null || /Too many authentication failures/.test(last)) {
    const takes = denied === null ? '' : `; it takes ${(denied[1] ?? '').split(',').join(', ')}`;
    const message = `the host did not let ${asked.user} in: it refused all that ssh offered${takes}`;
    return { kind: 'failed', attempt: { error: { reason: 'auth-failed', message, hint: AUTH_HINT }, mayPass: false } };
  }
  const [, none] = /^Unable to negotiate with .*?: (no matching .*)$/m.exec(last) ?? [];
  if (none !== undefined) return failed('no-common-algorithm', none);
  if (/^ssh: Could not resolve hostname/m.test(last)) {
    return failed('name-not-resolved', 'the name does not exist', 'check ansible_host');
  }
  const [, why] = /^ssh: connect to host .*: (.*)$/m.exec(last) ?? [];
  if (why !== undefined) return failed(...dialing(why));
  if (/^kex_exchange_identification: (?:read: )?Connection (?:closed|reset)/m.test(last)) {
    return { kind: 'failed', attempt: { error: hungUp(where), mayPass: true } };
  }
  if (/banner line|banner exchange|Protocol major versions/i.test(last))
    return failed('not-ssh', last.replace('\n', '; '));
  if (/bad configuration option|terminating, |Bad owner or permissions/i.test(last)) {
    return failed('exec-failed', `ssh can't use its configuration: ${last.replace('\n', '; ')}`);
  }
  return failed('connection-lost', `ssh did not log in: ${last === '' ? 'it said nothing' : last.replace('\n', '; ')}`);
}

/** The last line of what ssh said, for people. */
export const lastWords = (said: string): string => linesOf(said).at(-1) ?? 'it ended';

const AUTH_HINT = 'ssh asks for no password or passphrase here: `ssh-add` the key, or name another with --private-key';

const linesOf = (said: string): readonly string[] =>
  said
    .split(/[\r\n]+/)
    .map((line) => stripControl(line).trim().slice(0, 300))
    .filter((line) => line !== '');

function dialing(why: string): [SessionError['reason'], string, string | null] {
  if (/refused/i.test(why))
    return ['connection-refused', 'nothing listens there', 'is sshd running, and on this port?'];
  if (/timed out/i.test(why)) return ['connect-timeout', 'no answer to the connection attempt', null];
  return ['no-route', why, null];
}
