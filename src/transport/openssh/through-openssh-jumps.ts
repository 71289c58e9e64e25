import { err, ok, type Result } from '../../base/result.ts';
import type { JumpHost } from '../../inventory/inventory.ts';
import { atJump, jumpName } from '../jump-name.ts';
import { jumpRefusal } from '../jump-refusal.ts';
import type { SessionError } from '../session.ts';
import { closeWhenIdle, shared } from '../sharing.ts';
import type { TransportOptions } from '../transport-options.ts';
import { logInOpenSsh } from './log-in-openssh.ts';
import type { Master } from './master.ts';
import type { OpenSshJump } from './openssh-jump.ts';
import { proxyThrough } from './ssh-words.ts';
import { lastWords } from './what-ssh-said.ts';

/** The way through a chain of jump hosts, taken already; null where there is none. Whoever has it releases it. */
export async function throughOpenSshJumps(
  jumps: readonly JumpHost[],
  options: TransportOptions,
): Promise<Result<OpenSshJump | null, SessionError>> {
  const last = jumps.at(-1);
  if (last === undefined) return ok(null);
  return shared(options.openSsh.jumps, JSON.stringify(jumps), async (ended) => {
    const way = await throughOpenSshJumps(jumps.slice(0, -1), options);
    if (!way.ok) return way;
    const loggedIn = await logInOpenSsh({ ...last, host: jumpName(last), proxyCommand: null }, way.value, options);
    if (!loggedIn.ok) {
      way.value?.release();
      return err(atJump(last, loggedIn.error));
    }
    return ok(
      jumpOver(jumpName(last), loggedIn.value, () => {
        way.value?.release();
        ended();
      }),
    );
  });
}

function jumpOver(name: string, master: Master, ended: () => void): OpenSshJump {
  const { take, release, stop } = closeWhenIdle(() => {
    ended();
    master.close();
  });
  const lostBecause = (): SessionError | null =>
    master.hasEnded()
      ? {
          reason: 'connection-lost',
          message: `the connection to ${name} was lost: ${lastWords(master.said())}`,
          hint: null,
        }
      : null;
  void master.ended.then(() => {
    stop();
    ended();
  });
  return {
    proxy: proxyThrough(master.socket),
    listen: () => {
      const before = master.said();
      return (where) => lostBecause() ?? refusal(name, where, refusals(master.said().replace(before, '')));
    },
    lostBecause,
    take,
    release,
  };
}

/** What the jump host's sshd answered to each who wanted through; whom it was about it doesn't say. */
const refusals = (said: string): readonly string[] =>
  [...said.matchAll(/^channel \d+: open failed: (.*?)\r?$/gm)].map(([, words = '']) => words);

function refusal(name: string, where: string, all: readonly string[]): SessionError {
  const [words, ...others] = new Set(all);
  // Several hosts at once, each with another reason: nobody can say whose is whose.
  if (words === undefined || others.length > 0) {
    return { reason: 'no-route', message: `${where}: ${name} could not connect to it`, hint: null };
  }
  return jumpRefusal(name, where, words, /prohibited/i.test(words));
}
