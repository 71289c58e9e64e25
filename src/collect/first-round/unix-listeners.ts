import { known } from '../../facts/fact.ts';
import type { UnixListener } from '../../facts/network.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, linesOf } from '../shell/blocks.ts';
import { holderOf } from '../shell/socket-holder.ts';

/** The unix stream sockets that a process listens on. Source: ss(8), `-e` for the inode, else proc(5), net/unix. */
export const unixListeners = defineCollector({
  fact: 'unixListeners',
  maxBytes: 4 * 1024 * 1024,
  script: String.raw`
if command -v ss >/dev/null && shown=$(ss -xlnpe); then
  block ss "$shown"
elif [ -r /proc/net/unix ]; then
  block proc "$(grep -E '^[0-9A-Fa-f]+: [0-9A-Fa-f]+ [0-9A-Fa-f]+ 00010000 0001 ' /proc/net/unix)"
else
  unknown 'neither ss nor /proc/net/unix tells who listens'
fi
`,
  parse: ({ bytes }) =>
    known(blocksOf(bytes).flatMap(({ name, text }) => linesOf(text).flatMap(name === 'ss' ? ofSs : ofProc))),
});

function ofSs(line: string): readonly UnixListener[] {
  const match = /^u_str +LISTEN +(\d+) +(\d+) +(.+) (\d+) +\* 0 *(users:\(\(.*?\)\))?(?: .* ino:(\d+) .*| .*)?$/.exec(
    line.trimEnd(),
  );
  if (match === null) return [];
  const [, queued, backlog, path = '', , users, inode] = match;
  return [
    {
      path,
      ...holderOf(users),
      inode: inode === undefined ? null : Number(inode),
      queued: Number(queued),
      backlog: Number(backlog),
    },
  ];
}

function ofProc(line: string): readonly UnixListener[] {
  const path = /^(?:\S+ +){7}(.+)$/.exec(line)?.[1] ?? /^(?:\S+ +){6}\S+ (.+)$/.exec(line)?.[1];
  return path === undefined ? [] : [{ path, pid: null, process: null, inode: null, queued: null, backlog: null }];
}
