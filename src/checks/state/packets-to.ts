import { answers } from '../../facts/same-host.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { TcpAddress } from '../../formats/address.ts';
import type { Packet } from './packet-fate.ts';

/** The numeric addresses at which nginx tries to reach another; those on which nobody listens are left out of this host's own. */
export function numericHosts(
  { host, port }: TcpAddress,
  own: boolean,
  { tcpListeners, resolvedNames }: Pick<ReadableFacts, 'tcpListeners' | 'resolvedNames'>,
): readonly string[] {
  const name = host.toLowerCase();
  const hosts =
    name === 'localhost'
      ? LOOPBACK
      : (resolvedNames.find((each) => each.name === host)?.addresses ?? [MEANT[name] ?? host]);
  const numeric = hosts.filter((each) => /^[\d.]+$|:/.test(each));
  return own
    ? numeric.filter((each) => tcpListeners.some((at) => at.port === port && answers(at.host, each)))
    : numeric;
}

const LOOPBACK = ['127.0.0.1', '::1'];
/** Who connects to the address of "any" reaches the machine itself. */
const MEANT: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The ports that Linux gives to clients, unless it is told otherwise. Source: ip_local_port_range. */
const CLIENT_PORTS = [32_768, 60_999] as const;

/**
 * The first packet of a connection from this host, and the first that comes back, at each place where the kernel's rules
 * look at them. Of another machine's address it isn't known by which interface it is reached.
 */
export function packetsTo(host: string, port: number, own: boolean): readonly Packet[] {
  const through = own ? 'lo' : null;
  const base = {
    family: host.includes(':') ? 'ipv6' : 'ipv4',
    inputInterface: through,
    outputInterface: through,
  } as const;
  const client = own ? (host.startsWith('127.') ? '127.0.0.1' : host) : null;
  const there = { source: client, destination: host, sourcePort: CLIENT_PORTS, destinationPort: [port, port] } as const;
  const back = { source: host, destination: client, sourcePort: [port, port], destinationPort: CLIENT_PORTS } as const;
  const out = ['output', 'postrouting'] as const;
  const into = ['prerouting', 'input'] as const;
  return [
    ...(own ? [...out, ...into] : out).map((hook): Packet => ({ ...base, ...there, hook, connection: 'new' })),
    ...(own ? [...out, ...into] : into).map((hook): Packet => ({ ...base, ...back, hook, connection: 'established' })),
  ];
}
