import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Connections, KernelLine, Room, UnitMemory } from '../../facts/room.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { clockOf } from '../shell/clock.ts';
import { roomWords } from './room-words.ts';

/** Whose room is asked for. */
export interface RoomQuestion {
  /** Addresses that pools listen on. */
  readonly sockets: readonly string[];
  readonly ports: readonly number[];
  /** Workers that are weighed. */
  readonly weighed: readonly number[];
  readonly units: readonly string[];
  /** Logs of PHP-FPM, in which the death of a worker is a reason to ask the kernel. */
  readonly logs: readonly string[];
  /** Whether systemd has given such a reason. */
  readonly outOfMemory: boolean;
}

/** What the host's programs use of what they may use; what can't be read on its own is null or left out. */
export const roomOf = (question: RoomQuestion): Collector<'room'> =>
  defineCollector({
    fact: 'room',
    seconds: 5,
    script: `${roomWords}${callsOf(question)}`,
    parse: ({ bytes }): Fact<Room> => {
      const blocks = blocksOf(bytes);
      if (!blocks.some(({ name }) => name === 'end'))
        return unknown('the host did not say what room its programs have');
      const text = (name: string): string => blockText(blocks, name);
      return known({
        connections: [...unixOf(text('unix'), question.sockets), ...tcpOf(text('tcp'), question.ports)],
        workers: weighed(text('pss'), question.weighed),
        units: unitsOf(text('memory'), question.units),
        kernel: kernelOf(blocks),
      });
    },
  });

function callsOf({ sockets, ports, weighed: weigh, units, logs, outOfMemory }: RoomQuestion): string {
  const words = (values: readonly (string | number)[]): string => shellCommand(values.map(String));
  return [
    sockets.length === 0 ? '' : 'show_unix',
    ports.length === 0 ? '' : `show_tcp ${words([ports.join('|')])}`,
    weigh.length === 0 ? '' : `show_sizes ${words(weigh)}`,
    units.length === 0 ? '' : `show_memory ${words(units)}`,
    `show_kernel ${outOfMemory ? 'yes' : 'no'} ${words(logs)}`,
    "block end ''",
    '',
  ]
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}

/** `COUNT STATE PATH`: of a connection that waits in the queue the kernel says that it is still being made. */
function unixOf(text: string, sockets: readonly string[]): readonly Connections[] {
  const counts = new Map<string, number>();
  for (const line of linesOf(text)) {
    const [, count = '', state = '', path = ''] = /^(\d+) (0[23]) (.+)$/.exec(line) ?? [];
    counts.set(`${state} ${path}`, Number(count));
  }
  return sockets.map((at) => ({ at, taken: counts.get(`03 ${at}`) ?? 0, waiting: counts.get(`02 ${at}`) ?? 0 }));
}

/** `COUNT taken|waiting PORT` */
function tcpOf(text: string, ports: readonly number[]): readonly Connections[] {
  const counts = new Map(linesOf(text).map((line) => [line.replace(/^\d+ /, ''), Number.parseInt(line, 10)]));
  return ports.map((at) => ({ at, taken: counts.get(`taken ${at}`) ?? 0, waiting: counts.get(`waiting ${at}`) ?? 0 }));
}

function weighed(text: string, pids: readonly number[]): Room['workers'] {
  const sizes = new Map(
    [...text.matchAll(/^\/proc\/(\d+)\/smaps_rollup:Pss: +(\d+) kB$/gm)].map(([, pid, kb]) => [
      Number(pid),
      Number(kb),
    ]),
  );
  return pids.map((pid) => ({ pid, pssKb: sizes.get(pid) ?? null }));
}

function unitsOf(text: string, names: readonly string[]): readonly UnitMemory[] {
  const lines = linesOf(text);
  return names.map((name) => {
    const said = (file: string, pattern: RegExp): number | null => {
      const line = lines.find((each) => each.includes(`/${name}/${file}:`)) ?? '';
      return numberIn(pattern.exec(line)?.[1] ?? '');
    };
    const bytes = said('memory.max', /:(\d+)$/);
    return {
      name,
      oomKills: said('memory.events', /:oom_kill (\d+)$/),
      limitKb: bytes === null ? null : Math.floor(bytes / 1024),
    };
  });
}

function kernelOf(blocks: readonly Block[]): readonly KernelLine[] | null {
  const said = blocks.find(({ name }) => name === 'kernel');
  const clock = clockOf(blockText(blocks, 'clock'));
  if (said === undefined || clock === null) return null;
  return linesOf(said.text).flatMap((line): readonly KernelLine[] => {
    // dmesg counts seconds since the boot, journalctl since the epoch.
    const [, since, words = ''] = /^\[ *(\d+\.\d+)\] (.*)$/.exec(line) ?? [];
    if (since !== undefined)
      return [{ at: clock.fromMicroseconds(Number(since) * 1_000_000), text: words.slice(0, 400) }];
    const [, at, rest = ''] = /^(\d{9,11}\.\d+) \S+ kernel: (.*)$/.exec(line) ?? [];
    return at === undefined ? [] : [{ at: Number(at), text: rest.slice(0, 400) }];
  });
}

const numberIn = (text: string): number | null => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : null);
