import type { TcpAddress } from '../../formats/address.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import { nginxLoadedAt, nginxMaster } from '../../facts/nginx-processes.ts';
import { answers } from '../../facts/same-host.ts';
import { unboundAddress } from '../../facts/start-words.ts';
import { showAddress } from '../evidence/show-address.ts';
import { type Listener, listenersAt } from '../state/listeners.ts';
import { holderName } from './said-by-program.ts';

/** An address that the running nginx could not bind when it was to read its files anew, and that it still couldn't. */
export interface UnboundAtReload {
  readonly line: LogLine;
  /** All lines of nginx's on it: it tries five times, and then says that it gave up. */
  readonly claims: readonly LogLine[];
  readonly holders: readonly Listener[];
  readonly says: string;
  readonly cure: string;
  readonly isAt: (listens: readonly Pick<TcpAddress, 'host' | 'port'>[]) => boolean;
}

/** What nginx's log tells of reloads since it last took up its files. */
export function unboundAtReload({
  processes,
  nginx,
  logLines = [],
  paths,
  unixListeners,
  tcpListeners,
}: Pick<ReadableFacts, 'processes' | 'nginx'> &
  Partial<Pick<ReadableFacts, 'logLines' | 'paths' | 'unixListeners' | 'tcpListeners'>>): readonly UnboundAtReload[] {
  if (nginxMaster(processes) === undefined || !paths || !unixListeners || !tcpListeners) return [];
  const since = nginxLoadedAt(processes) ?? Infinity;
  const own = new Set(processes.filter(({ program }) => program === 'nginx').map(({ pid }) => pid));
  const lines = logLines.filter(({ program, at, level }) => program === 'nginx' && at > since && level === 'emerg');
  const byAddress = new Map<string, UnboundAtReload>();
  for (const line of lines) {
    const unbound = line.message.startsWith('bind()') ? unboundAddress(line.message) : null;
    if (unbound?.address == null) continue;
    const { address, errno } = unbound;
    const holders = listenersAt(address, { paths, unixListeners, tcpListeners });
    // Its own by now: a later reload or an old binary's end gave it the address.
    if (holders.some(({ pid }) => pid !== null && own.has(pid))) continue;
    if (errno === 98 && holders.length === 0) continue;
    // Its own test binds what is nobody's.
    if (errno !== 98 && nginx.test.passed) continue;
    const where = showAddress(address);
    byAddress.set(where, {
      line,
      claims: lines.filter(
        ({ message }) => unboundAddress(message) !== null || message.startsWith('still could not bind'),
      ),
      holders,
      ...(errno === 98
        ? {
            says: `${holders.map(holderName).join(', ')} has ${where}`,
            cure: `stop who has ${where}, or have nginx listen elsewhere, and reload it`,
          }
        : {
            says: errno === 99 ? `this host has no address ${where}` : `it may not listen on ${where}`,
            cure: `take ${where} out of its files or make it possible, and reload it`,
          }),
      isAt: (listens) =>
        address.kind === 'tcp' &&
        listens.some(({ host, port }) => port === address.port && answers(host, address.host)),
    });
  }
  return [...byAddress.values()];
}
