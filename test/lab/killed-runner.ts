import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Suture } from './suture.ts';
import { until } from './until.ts';

/** The newest run in a runner's state folder, with its journal as far as it is written. */
export function journalOf({ stateDir }: Suture): { readonly run: string; readonly text: string } {
  const folder = join(stateDir, 'runs');
  const run = existsSync(folder) ? (readdirSync(folder).toSorted().at(-1) ?? '') : '';
  const file = join(folder, run, 'events.jsonl');
  return { run, text: existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

/** Starts a repair of a host that may wait long to be confirmed, and kills its runner once `reached` is true of its journal. */
export async function killedRunner(
  suture: Suture,
  host: string,
  reached: (journal: string) => boolean | Promise<boolean>,
): Promise<string> {
  const before = journalOf(suture).run;
  const words = ['run', 'fix-502', '--yes', '--limit', host, '--confirm-within', '3000'];
  const runner = suture.start(...words);
  const ended = once(runner, 'exit');
  await until('the run has come so far', async () => {
    const { run, text } = journalOf(suture);
    return run !== before && (await reached(text));
  });
  runner.kill('SIGKILL');
  await ended;
  return journalOf(suture).run;
}

/** The same, once the host has applied everything. */
export const killedOnceApplied = (suture: Suture, host: string): Promise<string> =>
  killedRunner(suture, host, (text) => text.includes('"kind":"applied"'));

/** Prints what tells of an open transaction on a host; with none, `armed` is empty. */
export const LEFT_OPEN = 'ls /var/lib/suture; ls -A /var/lib/suture/armed; ls /etc/systemd/system | grep suture';
