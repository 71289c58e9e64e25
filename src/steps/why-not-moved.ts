import { showAddress } from '../checks/evidence/show-address.ts';
import { whyNotStartable } from '../checks/state/fpm-state.ts';
import { listenersAt } from '../checks/state/listeners.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { type FpmProgram, refuses } from '../facts/programs.ts';
import type { Pool } from '../facts/topology.ts';
import type { Address } from '../formats/address.ts';

type Facts = Pick<ReadableFacts, 'nginx' | 'links' | 'paths' | 'units' | 'unixListeners' | 'tcpListeners'>;

/** Why a pool can't be taken from where it listens to another address without harm to somebody; null where it can. */
export function whyNotMoved(pool: Pool, program: FpmProgram, to: Address, facts: Facts): string | null {
  const { listen, name } = pool;
  const { nginx, links, units } = facts;
  if (!links.some(({ pools }) => pools.some(({ id }) => id === pool.id))) {
    return `no site of nginx's passes to pool ${name}, so who asks there is not known`;
  }
  if (listen?.kind === 'tcp' && !/^(?:127\.|::1$|localhost$)/.test(listen.host)) {
    return `pool ${name} listens on ${showAddress(listen)}, where other hosts may ask, which would lose it`;
  }
  if (listen !== null && listenersAt(listen, facts).some(({ pid }) => pid === 1)) {
    return `systemd itself listens on ${showAddress(listen)} and hands it to PHP-FPM: its socket unit says where`;
  }
  if (to.kind === 'tcp' && nginx.files.some(({ text }) => /^\s*fastcgi_bind\s/m.test(text))) {
    return 'fastcgi_bind gives nginx another address to come from, which must be allowed by hand';
  }
  if (refuses(nginx.test)) return `${nginx.testCommand.join(' ')} must pass first`;
  return whyNotStartable(program, units) || null;
}
