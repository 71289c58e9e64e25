import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const preload = new URL('stop-at-line.mjs', import.meta.url).href;

/** A moment in words that a person can find again. */
export const showMoment = ({ at, number, side }) =>
  at === 'journal' ? `${side} journal line ${number}` : `command ${number}`;

/** Prepares the host to stop at a command, or the runner at a line of its journal; nothing waits before `reached`. */
export async function stopAt(host, moment) {
  return moment.at === 'journal' ? journalStop(moment) : commandStop(host, moment);
}

async function commandStop(host, { number }) {
  await host.run(`rm -f /run/chaos/*; echo ${number} >/run/chaos/wanted`);
  return {
    env: {},
    reached: async (seconds) => {
      const { status, stdout } = await host.ask(
        `export PATH=/usr/bin; until [ -e /run/chaos/reached ]; do sleep 0.02; done; head -n 1 /run/chaos/reached`,
        seconds,
      );
      return status === 0 ? stdout.trim() : null;
    },
    goOn: () => host.ask(`/usr/bin/rm -f /run/chaos/wanted; : >/run/chaos/go-on`, 10),
    dispose: () => undefined,
  };
}

function journalStop({ number, side }) {
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
    goOn: async () => writeFileSync(join(folder, 'go-on'), ''),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
