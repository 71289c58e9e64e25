import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware } from 'ssh2';
import { fingerprint } from './fingerprint.ts';
import type { AuthOffer, AuthOffers } from './auth-offers.ts';
import type { SessionError } from './session.ts';
import { openAgent } from './ssh-agent.ts';

/** Offers one thing after the other to one host, and knows afterwards what was refused. */
export interface Authenticator {
  readonly next: AuthHandlerMiddleware;
  readonly refused: () => SessionError;
}

/** Makes the authenticator of one connection; what the server says it doesn't take is not offered. */
export function createAuthenticator(user: string, { offers, lockedFiles }: AuthOffers): Authenticator {
  const waiting = offers.flatMap((offer) => methodsOf(user, offer).map((method) => ({ method, offer })));
  const tried = new Set<AuthOffer>();
  let taken: readonly AuthenticationType[] | null = null;
  return {
    next(methodsLeft: readonly AuthenticationType[] | null, _partial, done) {
      taken = methodsLeft ?? taken;
      for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
        const name = turn.method.type === 'agent' ? 'publickey' : turn.method.type;
        if (taken !== null && !taken.includes(name)) continue;
        tried.add(turn.offer);
        done(turn.method);
        return;
      }
      // ssh2 takes false for "nothing left", whatever its types say.
      done(false as unknown as AuthenticationType);
    },
    refused: () => refused(user, [...tried], taken, lockedFiles),
  };
}

function methodsOf(username: string, offer: AuthOffer): readonly AnyAuthMethod[] {
  switch (offer.kind) {
    case 'key':
      return [{ type: 'publickey', username, key: offer.key }];
    case 'agent':
      return [{ type: 'agent', username, agent: openAgent(offer.socket, offer.only) }];
    case 'password': {
      const { password } = offer;
      // Many servers take a password only in this roundabout way; one question without echo is for the password.
      const prompt = (_name: string, _text: string, _lang: string, prompts: readonly Prompt[], answer: Answer): void =>
        answer(prompts.map(({ echo }) => (echo === true ? '' : password)));
      return [
        { type: 'password', username, password },
        { type: 'keyboard-interactive', username, prompt },
      ];
    }
  }
}

interface Prompt {
  readonly prompt: string;
  readonly echo?: boolean;
}

type Answer = (answers: string[]) => void;

function refused(
  user: string,
  tried: readonly AuthOffer[],
  taken: readonly string[] | null,
  lockedFiles: readonly string[],
): SessionError {
  const offered = tried.length === 0 ? 'nothing that it takes was offered' : `it refused ${tried.map(show).join(', ')}`;
  const server = taken === null || taken.length === 0 ? '' : `; it takes ${taken.join(', ')}`;
  const locked = lockedFiles.length === 0 ? null : `left out, as locked with a passphrase: ${lockedFiles.join(', ')}`;
  const nothing = tried.length === 0 ? 'name a key with --private-key, or start an ssh-agent that holds one' : null;
  return {
    reason: 'auth-failed',
    message: `the host did not let ${user} in: ${offered}${server}`,
    hint: locked ?? nothing,
  };
}

function show(offer: AuthOffer): string {
  switch (offer.kind) {
    case 'key':
      return `the key ${offer.file} (${fingerprint(offer.key.getPublicSSH())})`;
    case 'agent':
      return offer.files.length > 0 ? `the agent's key for ${offer.files.join(', ')}` : 'the keys of the agent';
    case 'password':
      return 'the password';
  }
}
