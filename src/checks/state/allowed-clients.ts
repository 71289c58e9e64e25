import type { ReadableFacts } from '../../facts/known-facts.ts';
import { poolValue } from '../../facts/pools.ts';
import { answers } from '../../facts/same-host.ts';
import type { Link, Pool } from '../../facts/topology.ts';

/**
 * The addresses that `listen.allowed_clients` lets in; null where it isn't set, so that everybody is. An entry that is no
 * bare address counts for nothing, `any` and one with a blank before it included, and a list of such lets nobody in.
 * Source: fcgi_set_allowed_clients of PHP's fastcgi.c.
 */
export function allowedClients(pool: Pool): readonly string[] | null {
  const written = poolValue(pool, 'listen.allowed_clients');
  return written === null ? null : written.split(',').filter(isAddress);
}

/** The entries of a list as they were meant: blanks around them don't count, and what is no address is left out. */
export const meantClients = (pool: Pool): readonly string[] =>
  (poolValue(pool, 'listen.allowed_clients') ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(isAddress);

/** The addresses from which nginx connects to a TCP address of its own host: the kernel takes the one it goes to. */
export function sourceAddresses(
  { target: { address } }: Link,
  listeners: ReadableFacts['tcpListeners'],
): readonly string[] {
  if (address?.kind !== 'tcp') return [];
  const { host, port } = address;
  const reached = HOSTS[host.toLowerCase()] ?? [host.startsWith('127.') ? '127.0.0.1' : host];
  return reached.filter((one) => listeners.some((each) => each.port === port && answers(each.host, one)));
}

/** Whether an address is in a list, however either is spelt; `::ffff:127.0.0.1` is 127.0.0.1. */
export const isIn = (list: readonly string[], address: string): boolean =>
  list.some((entry) => !/^(?:0\.0\.0\.0|[0:]+)$/.test(entry) && answers(entry, address));

const HOSTS: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  '0.0.0.0': ['127.0.0.1'],
  '::': ['::1'],
};

const isAddress = (entry: string): boolean =>
  /^(?:\d{1,3}\.){3}\d{1,3}$/.test(entry) || (entry.includes(':') && /^[\da-f:.]+$/i.test(entry));
