import type { Address } from '../formats/address.ts';
import type { PathState } from './file.ts';
import { realPathBy } from './real-path.ts';
import { answers } from './same-host.ts';
import type { Pool } from './topology.ts';

/** Finds the pools that are written to listen where an address leads; unix paths are compared with their folders' links resolved. */
export function poolsAt(pools: readonly Pool[], paths: readonly PathState[]): (asked: Address) => readonly Pool[] {
  const realPath = realPathBy(paths);
  return (asked) =>
    pools.filter(({ listen }) => {
      if (listen === null) return false;
      if (listen.kind === 'unix') return asked.kind === 'unix' && realPath(listen.path) === realPath(asked.path);
      return asked.kind === 'tcp' && listen.port === asked.port && answers(listen.host, asked.host);
    });
}
