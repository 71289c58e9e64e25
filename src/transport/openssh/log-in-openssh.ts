import { existsSync } from 'node:fs';
import { err, ok, type Result } from '../../base/result.ts';
import { checkHostKey } from '../host-key-check.ts';
import type { SessionError } from '../session.ts';
import type { TransportOptions } from '../transport-options.ts';
import { type FailedAttempt, tryAgain } from '../try-again.ts';
import { whereIs } from '../wire.ts';
import { type Master, type NoMaster, startMaster } from './master.ts';
import type { OpenSshJump } from './openssh-jump.ts';
import { shownKey } from './shown-key.ts';
import { destinationOf, loginWords, type OpenSshEnd, sayable } from './ssh-words.ts';
import { whatSshSaid } from './what-ssh-said.ts';

/** Has the system's ssh log in to a host, through a jump host where there is one, and stay there. */
export async function logInOpenSsh(
  end: OpenSshEnd,
  through: OpenSshJump | null,
  options: TransportOptions,
): Promise<Result<Master, SessionError>> {
  const said = sayable(end);
  if (!said.ok) return said;
  const missing = end.keyFiles.find((file) => !existsSync(file));
  if (missing !== undefined) {
    return err({ reason: 'key-unreadable', message: `there is no key file ${missing}`, hint: null });
  }
  const asked: Asked = { end, through, options };
  if (options.onHostKey !== undefined) {
    const checked = await checkShownKey(asked, options.connectTimeoutMs);
    if (!checked.ok) return checked;
  }
  return tryAgain(options, (withinMs) => tryOnce(asked, withinMs));
}

interface Asked {
  readonly end: OpenSshEnd;
  readonly through: OpenSshJump | null;
  readonly options: TransportOptions;
}

interface Refused extends FailedAttempt {
  /** ssh did not trust the host's key, and what it says of that is not for people. */
  readonly isOfKey: boolean;
}

async function tryOnce(asked: Asked, withinMs: number): Promise<Result<Master, FailedAttempt>> {
  const until = performance.now() + withinMs;
  const first = await start(asked, withinMs);
  if (first.ok || !first.error.isOfKey) return first;
  const checked = await checkShownKey(asked, until - performance.now());
  if (!checked.ok) return err({ error: checked.error, mayPass: false });
  return start(asked, until - performance.now());
}

async function start({ end, through, options }: Asked, withinMs: number): Promise<Result<Master, Refused>> {
  const words = loginWords(end, through?.proxy ?? null, { kind: 'known' }, options);
  const whyNotThrough = through?.listen();
  const started = await startMaster(words, destinationOf(end), withinMs, options.signal);
  return started.ok ? started : err(refusal(started.error, end, options, whyNotThrough));
}

function refusal(
  none: NoMaster,
  end: OpenSshEnd,
  { connectTimeoutMs }: TransportOptions,
  whyNotThrough: ((where: string) => SessionError) | undefined,
): Refused {
  const where = whereIs(end);
  const refused = (error: SessionError, isOfKey = false): Refused => ({ error, mayPass: false, isOfKey });
  const because = (reason: SessionError['reason'], message: string): Refused =>
    refused({ reason, message: `${where}: ${message}`, hint: null });
  switch (none.kind) {
    case 'no-ssh':
      return refused(noSsh);
    case 'late':
      return because('connect-timeout', `no login within ${connectTimeoutMs / 1000} s`);
    case 'interrupted':
      return because('connection-lost', 'interrupted while connecting');
    case 'ended': {
      const failed = whatSshSaid(none.said, end);
      if (failed.kind === 'failed') return { ...failed.attempt, isOfKey: false };
      if (failed.kind === 'not-forwarded' && whyNotThrough !== undefined) return refused(whyNotThrough(where));
      return refused(untrusted(where), failed.kind === 'host-key');
    }
  }
}

/** Judges the key as if ssh2 had been shown it: the same words, the same file that it is pinned in. */
async function checkShownKey({ end, through, options }: Asked, withinMs: number): Promise<Result<void, SessionError>> {
  const key = await shownKey(end, through?.proxy ?? null, options, withinMs);
  // Why it shows none is for the login to say.
  return key === null ? ok(undefined) : checkHostKey(end, key, options);
}

const untrusted = (where: string): SessionError => ({
  reason: 'host-key-unknown',
  message: `${where}: ssh does not trust the key that the host shows`,
  hint: null,
});

const noSsh: SessionError = {
  reason: 'ssh-missing',
  message: 'there is no `ssh` on this machine',
  hint: "install OpenSSH's client (openssh-client), or have Suture's own reach the host: `ansible_connection: ssh2`",
};
