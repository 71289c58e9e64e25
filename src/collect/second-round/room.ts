import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Connections, Disk, KernelLine, OpenFiles, Room, UnitMemory } from '../../facts/room.ts';
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
  /** Processes whose open files count, and workers that are weighed. */
  readonly pids: readonly number[];
  readonly weighed: readonly number[];
  readonly units: readonly string[];
  readonly folders: readonly string[];
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
        openFiles: openFilesOf(text('files'), text('limits')),
        disks: disksOf(text('space'), text('inodes'), linesOf(text('folders'))),
        ports: portsOf(text('network')),
        somaxconn: numberIn(/\/somaxconn:(\d+)$/m.exec(text('network'))?.[1] ?? ''),
        kernel: kernelOf(blocks),
      });
    },
  });

function callsOf({ sockets, ports, pids, weighed: weigh, units, folders, logs, outOfMemory }: RoomQuestion): string {
  const words = (values: readonly (string | number)[]): string => shellCommand(values.map(String));
  return [
    sockets.length === 0 ? '' : 'show_unix',
    ports.length === 0 ? '' : `show_tcp ${words([ports.join('|')])}`,
    pids.length === 0 ? '' : `show_files ${words(pids)}`,
    weigh.length === 0 ? '' : `show_sizes ${words(weigh)}`,
    units.length === 0 ? '' : `show_memory ${words(units)}`,
    folders.length === 0 ? '' : `show_space ${words(folders)}`,
    'show_network',
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

function openFilesOf(files: string, limits: string): readonly OpenFiles[] {
  const open = new Map(linesOf(files).map((line) => [line.split(' ')[0], numberIn(line.split(' ')[1] ?? '')]));
  return [...limits.matchAll(/^\/proc\/(\d+)\/limits:Max open files +(\d+) /gm)].map(([, pid = '', limit]) => ({
    pid: Number(pid),
    open: open.get(pid) ?? null,
    limit: Number(limit),
  }));
}

/** Two tables of df's, a line for each folder that there is, in the same order. */
function disksOf(space: string, inodes: string, folders: readonly string[]): readonly Disk[] {
  const rows = (text: string) =>
    linesOf(text).flatMap((line) => {
      const [, free, mount] = /^\S.* \d+ +\d+ +(-?\d+) +\S+ +(\/.*)$/.exec(line) ?? [];
      return mount === undefined ? [] : [{ free: Math.max(0, Number(free)), mount }];
    });
  const counts = linesOf(inodes).flatMap((line) => {
    const [, all, free, mount] = /^\S.* +(\d+) +\d+ +(-?\d+) +\S+ +(\/.*)$/.exec(line) ?? [];
    return mount === undefined || Number(all) === 0 ? [] : [[mount, Math.max(0, Number(free))] as const];
  });
  const freeInodes = new Map(counts);
  const disks = new Map<string, { free: number; folders: string[] }>();
  const told = rows(space);
  const whole = told.length === folders.length;
  for (const [index, { free, mount }] of told.entries()) {
    const disk = disks.get(mount) ?? { free, folders: [] };
    if (whole) disk.folders.push(folders[index] ?? mount);
    disks.set(mount, disk);
  }
  return [...disks].map(([mount, disk]) => ({
    mount,
    folders: disk.folders,
    availableKb: disk.free,
    freeInodes: freeInodes.get(mount) ?? null,
  }));
}

function portsOf(text: string): Room['ports'] {
  const [, first, last] = /\/ip_local_port_range:(\d+)\s+(\d+)$/m.exec(text) ?? [];
  const timeWait = /\/sockstat:TCP: .*\btw (\d+)/.exec(text)?.[1];
  if (first === undefined || last === undefined || timeWait === undefined) return null;
  return { first: Number(first), last: Number(last), timeWait: Number(timeWait) };
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
