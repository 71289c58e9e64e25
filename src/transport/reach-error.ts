import type { SessionError } from './session.ts';

/** How far a connection had come when it failed. */
export type ReachStage = 'dialing' | 'greeting' | 'handshake' | 'login';

/** Says why a host could not be reached, from the system's error code or from ssh2's words. */
export function reachError(cause: Error, where: string, stage: ReachStage): SessionError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const known = systemErrors[code];
  if (known !== undefined && stage === 'dialing') return { ...known, message: `${where}: ${known.message} (${code})` };
  if (/no matching|Unsupported algorithm/i.test(cause.message)) {
    return {
      reason: 'no-common-algorithm',
      message: `${where}: ${cause.message.replace(/^Handshake failed: /, '')}`,
      hint: 'ssh2 has no old, group-exchange or post-quantum key exchanges, no ssh-rsa and no SHA-1; see ansible_connection: openssh',
    };
  }
  if (stage === 'login' && /^Bad packet length/.test(cause.message)) {
    return {
      reason: 'packet-too-long',
      message: `${where}: the host sent a packet longer than ssh2 takes (35,000 bytes), as a long Banner is`,
      hint: 'shorten the file that `Banner` in its sshd_config names, or write ansible_connection: openssh',
    };
  }
  if (stage === 'greeting') return { reason: 'not-ssh', message: `${where}: ${cause.message}`, hint: null };
  return {
    reason: 'connection-lost',
    message: `${where}: the connection broke during ${stage}: ${cause.message}`,
    hint: null,
  };
}

/** Says that the deadline for connecting has passed, and how far it came. */
export function reachTimeout(where: string, stage: ReachStage, timeoutMs: number): SessionError {
  const seconds = timeoutMs / 1000;
  return { reason: 'connect-timeout', message: `${where}: ${stalled[stage]} within ${seconds} s`, hint: null };
}

/** Says that something other than an SSH server answers; its first line is shown without control characters. */
export function notSsh(where: string, greeting: Buffer): SessionError {
  const [line = ''] = greeting.toString('latin1').split('\n');
  const shown = line
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 80);
  return { reason: 'not-ssh', message: `${where}: not an SSH server; it greets with "${shown}"`, hint: null };
}

/** Says that the server hung up before its greeting, time and again. */
export const hungUp = (where: string): SessionError => ({
  reason: 'connection-refused',
  message: `${where}: the host takes connections and drops them before any greeting`,
  hint: 'its sshd may be over MaxStartups or penalise this address; try fewer --forks',
});

const stalled: Record<ReachStage, string> = {
  dialing: 'no connection',
  greeting: 'connected, but no SSH greeting',
  handshake: 'no end of the SSH handshake',
  login: 'no end of the authentication',
};

const systemErrors: Partial<Record<string, SessionError>> = {
  ECONNREFUSED: {
    reason: 'connection-refused',
    message: 'nothing listens there',
    hint: 'is sshd running, and on this port?',
  },
  ECONNRESET: { reason: 'connection-refused', message: 'the connection was reset', hint: null },
  EHOSTUNREACH: { reason: 'no-route', message: 'there is no route to the host', hint: null },
  EHOSTDOWN: { reason: 'no-route', message: 'the host is down', hint: null },
  ENETUNREACH: { reason: 'no-route', message: 'there is no route to its network', hint: null },
  EADDRNOTAVAIL: { reason: 'no-route', message: 'the address cannot be reached from here', hint: null },
  ETIMEDOUT: { reason: 'connect-timeout', message: 'no answer to the connection attempt', hint: null },
  ENOTFOUND: { reason: 'name-not-resolved', message: 'the name does not exist', hint: 'check ansible_host' },
  EAI_AGAIN: {
    reason: 'name-not-resolved',
    message: 'the name cannot be looked up for now',
    hint: 'is DNS reachable?',
  },
};
