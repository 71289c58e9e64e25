import type { Probe } from '../compose.ts';
import { fpm } from './fpm.ts';
import { findFpmStarters } from './fpm-starters.ts';
import { identity } from './identity.ts';
import { memory } from './memory.ts';
import { nginx } from './nginx.ts';
import { openTransactions } from './open-transactions.ts';
import { packaging } from './packaging.ts';
import { processes } from './processes.ts';
import { findProgramPids } from './program-pids.ts';
import { tcpListeners } from './tcp-listeners.ts';
import { units } from './units.ts';
import { unixListeners } from './unix-listeners.ts';

/** What is asked first. The slow programs have lanes of their own; what they wait for, the others use. */
export const firstProbe: Probe = {
  prelude: `${findProgramPids}${findFpmStarters}`,
  lanes: [
    [identity, openTransactions, memory, processes, units],
    [unixListeners, tcpListeners, packaging],
    [nginx],
    [fpm],
  ],
};

/** The same on a host whose open transaction is our own. */
export const firstProbeOfOurs: Probe = {
  ...firstProbe,
  lanes: firstProbe.lanes.map((lane) => lane.filter(({ fact }) => fact !== openTransactions.fact)),
};
