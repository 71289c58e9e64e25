import { stripControl } from '../formats/strip-control.ts';
import type { SessionError } from './session.ts';

/** Why a jump host did not connect to what lies behind it, by the words in which its sshd refused. */
export function jumpRefusal(name: string, where: string, said: string, isProhibited: boolean): SessionError {
  const words = stripControl(said, { newline: 'show', tab: 'show' }).slice(0, 200);
  if (isProhibited) {
    const hint = 'see AllowTcpForwarding and PermitOpen in its sshd_config, and the key in authorized_keys';
    return { reason: 'no-route', message: `${where}: ${name} may not connect to it: ${words}`, hint };
  }
  const reason = reasons.find(([pattern]) => pattern.test(words))?.[1] ?? 'no-route';
  return { reason, message: `${where}: ${name} could not connect to it: ${words}`, hint: null };
}

// The words are the jump host's own, of strerror(3) and getaddrinfo(3).
const reasons: readonly (readonly [RegExp, SessionError['reason']])[] = [
  [/refused/i, 'connection-refused'],
  [/timed out/i, 'connect-timeout'],
  [/name|resol/i, 'name-not-resolved'],
];
