import { known } from '../../facts/fact.ts';
import type { TcpListener } from '../../facts/network.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, linesOf } from '../shell/blocks.ts';
import { holderOf } from '../shell/socket-holder.ts';

/** The TCP sockets that a process listens on. Source: ss(8), else proc(5), net/tcp and net/tcp6. */
export const tcpListeners = defineCollector({
  fact: 'tcpListeners',
  maxBytes: 4 * 1024 * 1024,
  script: String.raw`
if command -v ss >/dev/null && shown=$(ss -tlnp); then
  block ss "$shown"
elif [ -r /proc/net/tcp ]; then
  block proc "$(awk '$4 == "0A" { print $2 }' /proc/net/tcp $(ls /proc/net/tcp6))"
else
  unknown 'neither ss nor /proc/net/tcp tells who listens'
fi
`,
  parse: ({ bytes }) =>
    known(blocksOf(bytes).flatMap(({ name, text }) => linesOf(text).flatMap(name === 'ss' ? ofSs : ofProc))),
});

function ofSs(line: string): readonly TcpListener[] {
  const match = /^LISTEN +(\d+) +(\d+) +(\S+):(\d+) +\S+ *(users:.*)?$/.exec(line.trimEnd());
  if (match === null) return [];
  const [, queued, backlog, host = '', port, users] = match;
  return [
    { host: plainHost(host), port: Number(port), ...holderOf(users), queued: Number(queued), backlog: Number(backlog) },
  ];
}

// ss writes `*` for a socket of both families, `[::1]` in brackets, and `127.0.0.1%lo` with its interface.
const plainHost = (host: string): string => {
  const plain = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return plain === '*' ? '::' : plain;
};

function ofProc(local: string): readonly TcpListener[] {
  const [, address = '', port = ''] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
  if (address === '') return [];
  const host = address.length === 8 ? ipv4(address) : ipv6(address);
  return [{ host, port: Number.parseInt(port, 16), pid: null, process: null, queued: null, backlog: null }];
}

// The kernel prints each 32-bit word as a number of its own; every machine that matters is little-endian.
const bytesOf = (word: string): readonly string[] => (word.match(/../g) ?? []).reverse();

const ipv4 = (word: string): string =>
  bytesOf(word)
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');

function ipv6(words: string): string {
  const bytes = (words.match(/.{8}/g) ?? []).flatMap(bytesOf).join('').toLowerCase();
  if (bytes.startsWith('00000000000000000000ffff')) {
    return (bytes.slice(24).match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
  }
  return new URL(`http://[${(bytes.match(/.{4}/g) ?? []).join(':')}]`).hostname.slice(1, -1);
}
