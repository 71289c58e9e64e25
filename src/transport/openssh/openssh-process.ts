import { setTimeout as delay } from 'node:timers/promises';
import type { StartProcess } from '../host-process.ts';
import { startHere } from '../local-process.ts';
import type { SessionError } from '../session.ts';
import type { Master } from './master.ts';
import { throughMaster } from './ssh-words.ts';

/** What ssh exits with of its own accord, and for a command that a signal ended; a command may do so too. */
const SSH_FAILED = 255;
/** A session tells its end before the master has been seen to end. */
const MASTER_TELLS_MS = 300;

/** Starts commands over a master, each by an ssh of its own that needs no login. */
export const openSshStarter =
  (master: Master, lostBecause: () => SessionError | null): StartProcess =>
  (command, events) => {
    const lost = lostBecause();
    if (lost !== null) {
      events.failed(lost);
      return;
    }
    let failed = false;
    startHere('ssh', [...throughMaster(master.socket), '--', 'host', command], noStart, {
      ...events,
      exited: (exitCode, signal) => {
        failed = exitCode === SSH_FAILED;
        if (!failed) events.exited(exitCode, signal);
      },
      closed: (none) => {
        if (!failed) events.closed(none);
        else
          void Promise.race([master.ended, delay(MASTER_TELLS_MS)]).then(() => {
            const why = lostBecause();
            if (why === null) events.exited(SSH_FAILED, null);
            events.closed(why);
          });
      },
    });
  };

const noStart = (cause: Error): SessionError => ({
  reason: 'exec-failed',
  message: `ssh cannot be started here: ${cause.message}`,
  hint: null,
});
