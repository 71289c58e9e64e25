import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const preload = new URL('stop-at-line.mjs', import.meta.url).href;

/** A moment in words that a person can find again. */
export const showMoment = ({ at, number, side, later }) =>
  `${at === 'journal' ? `${side} journal line ${number}` : `command ${number}`}${later === undefined ? '' : ` and ${later} later`}`;

/**
 * Prepares the host to stop at a command, or the runner at a line of its journal. `reached` says where everything stands
 * still, or null when it never does; `goOn` lets it go on, to so many commands later where that is asked for.
 */
export async function stopAt(host, moment) {
  return moment.at === 'journal' ? journalStop(host, moment) : commandStop(host, moment);
}

async function commandStop(host, { number }) {
  await host.run(`rm -f /run/chaos/*; echo ${number} >/run/chaos/wanted`);
  return {
    env: {},
    reached: (seconds) => reachedCommand(host, seconds),
    goOn: (later) => host.ask(`${wish(later)}; /usr/bin/rm -f /run/chaos/claimed`, 10),
    dispose: () => undefined,
  };
}

/** Where on the host a command stands still; null when none does within so many seconds. */
export async function reachedCommand(host, seconds) {
  const script = `export PATH=/usr/bin
    until [ -e /run/chaos/reached ]; do sleep 0.02; done
    head -n 1 /run/chaos/reached`;
  const { status, stdout } = await host.ask(script, seconds);
  return status === 0 ? stdout.trim() : null;
}

const wish = (later) =>
  later === undefined
    ? '/usr/bin/rm -f /run/chaos/wanted'
    : `/usr/bin/rm -f /run/chaos/reached /run/chaos/counted; echo ${later} >/run/chaos/wanted`;

function journalStop(host, { number, side }) {
  const folder = mkdtempSync(join(tmpdir(), 'suture-chaos-'));
  return {
    env: { NODE_OPTIONS: `--import ${preload}`, CHAOS_FOLDER: folder, CHAOS_LINE: String(number), CHAOS_SIDE: side },
    reached: async (seconds) => {
      const deadline = performance.now() + seconds * 1000;
      while (!existsSync(join(folder, 'reached'))) {
        if (performance.now() > deadline) return null;
        await pause(20);
      }
      return `${side} line ${number} of the journal`;
    },
    goOn: async (later) => {
      await host.ask(wish(later), 10);
      writeFileSync(join(folder, 'go-on'), '');
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
