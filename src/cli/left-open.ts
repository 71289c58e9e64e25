import { shellCommand } from '../formats/shell-quote.ts';
import type { FleetOptions } from './fleet-options.ts';
import { type LeftOpen, leftOpen } from './open-runs.ts';
import { sameOptions } from './same-options.ts';
import { stateDir } from './state-dir.ts';
import { askYesNo, isInteractive } from './terminal.ts';

/** Says on stderr which runs have left something open on which hosts, and how to settle it. Contacts nobody, asks nothing. */
export async function tellLeftOpen(options: FleetOptions, except: string | null = null): Promise<void> {
  for (const left of await leftOpen(stateDir(options.stateDir), except)) process.stderr.write(notice(left, options));
}

/** The same, and where a person sits there, offers to undo it now. What is not settled is left to each host's lock. */
export async function offerToSettle(options: FleetOptions, except: string | null = null): Promise<void> {
  for (const left of await leftOpen(stateDir(options.stateDir), except)) {
    process.stderr.write(notice(left, options));
    if (!isInteractive() || !(await askYesNo('Settle it now, by undoing what is still open?'))) continue;
    const { settle } = await import('./commands/settle.ts');
    await settle('undo', left.run, { ...options, limit: left.hosts.join(','), output: 'human' });
  }
}

function notice({ run, who, killed, hosts }: LeftOpen, options: FleetOptions): string {
  const names = hosts.length > 5 ? `${hosts.slice(0, 5).join(', ')} and ${hosts.length - 5} more` : hosts.join(', ');
  const how = killed ? `was killed while it changed ${names}` : `could not settle ${names}`;
  const command = shellCommand(['suture', 'undo', run, ...sameOptions(options)]);
  return `suture: run ${run} of ${who} ${how}; what nobody confirms each host undoes by itself\n  to settle it: ${command}\n`;
}
