import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Limits, LocalPorts, Mount } from '../../facts/limits.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { limitsWords } from './limits-words.ts';

/** Whose limits are asked for. */
export interface LimitsQuestion {
  readonly pids: readonly number[];
  /** TCP ports that nginx asks for PHP at. */
  readonly ports: readonly number[];
  /** What nginx and PHP-FPM write to. */
  readonly paths: readonly string[];
}

/** What the kernel lets the programs have; asked where the answers before it show a broken site or a want. */
export function limitsOf(question: LimitsQuestion): Collector<'limits'> {
  const asked = limitsAsked(question);
  const parse: typeof asked.parse = (section) => {
    const fact = asked.parse(section);
    return fact.state === 'absent' ? known(NOTHING) : fact;
  };
  return { ...asked, parse };
}

/** Where nothing called for it, nothing was asked, and nothing is wanting. */
const NOTHING: Limits = { openFiles: [], mostOpenFiles: null, longestQueue: null, ports: null, mounts: [] };

const limitsAsked = ({ pids, ports, paths }: LimitsQuestion): Collector<'limits'> =>
  defineCollector({
    fact: 'limits',
    seconds: 5,
    when: SIGNS,
    script: [
      limitsWords,
      'show_kernel_limits',
      ...(pids.length === 0 ? [] : [`show_open_files ${shellCommand(pids.map(String))}`]),
      ...(ports.length === 0 ? [] : [`show_ports ${shellCommand([ports.join('|')])}`]),
      ...(paths.length === 0 ? [] : [`show_mounts ${shellCommand(paths)}`]),
      "block end ''\n",
    ].join('\n'),
    parse: ({ bytes }): Fact<Limits> => {
      const blocks = blocksOf(bytes);
      if (!blocks.some(({ name }) => name === 'end')) return unknown('the host did not say what its kernel allows');
      const text = (name: string): string => blockText(blocks, name);
      const kernel = (file: string): number | null =>
        numberIn(new RegExp(`^${file}:(\\d+)$`, 'm').exec(text('kernel'))?.[1] ?? '');
      return known({
        openFiles: openFilesOf(text('counts'), text('most'), pids),
        mostOpenFiles: kernel('fs/nr_open'),
        longestQueue: kernel('net/core/somaxconn'),
        ports: portsOf(text('ports')),
        mounts: mountsOf(text('space'), text('inodes'), paths),
      });
    },
  });

/** A site's 5xx as curl or bash tells it, no answer, and the words by which nginx, PHP-FPM and PHP name a want. */
const SIGNS = [
  ' 500 ',
  ' 502 ',
  ' 503 ',
  ' 504 ',
  ' 000 ',
  '(11: Resource temporarily unavailable)',
  'Too many open files',
  'No space left on device',
  '(99: Cannot assign requested address)',
  ' worker_connections are not enough',
];

function openFilesOf(counts: string, most: string, pids: readonly number[]): Limits['openFiles'] {
  const open = new Map(linesOf(counts).map((line) => line.split(' ').map(Number) as [number, number]));
  const soft = new Map(
    [...most.matchAll(/^\/proc\/(\d+)\/limits:Max open files +(\d+) /gm)].map(([, pid, limit]) => [
      Number(pid),
      Number(limit),
    ]),
  );
  return pids
    .filter((pid) => open.has(pid) || soft.has(pid))
    .map((pid) => ({ pid, open: open.get(pid) ?? null, most: soft.get(pid) ?? null }));
}

function portsOf(text: string): LocalPorts | null {
  const [, first, last, taken, waiting] = /^(\d{1,5}) (\d{1,5}) (\d{1,6}) (\d{1,6})$/.exec(text) ?? [];
  if (waiting === undefined) return null;
  return { first: Number(first), last: Number(last), taken: Number(taken), waiting: Number(waiting) };
}

interface Row {
  readonly total: number | null;
  readonly free: number | null;
  readonly at: string;
}

/** What df told of these paths: it has a row for each, in their order; where it has not, nobody knows which is whose. */
export function mountsOf(space: string, inodes: string, paths: readonly string[]): readonly Mount[] {
  const [rows, counts] = [rowsOf(space), rowsOf(inodes)];
  if (rows.length !== paths.length) return [];
  const mounts = new Map<string, Mount>();
  for (const [index, path] of paths.entries()) {
    const { total = null, free = null, at = '' } = rows[index] ?? {};
    const count = counts.length === paths.length ? counts[index] : undefined;
    const known = mounts.get(at)?.paths ?? [];
    mounts.set(at, {
      at,
      paths: [...known, path],
      totalKb: total,
      freeKb: free,
      // A file system that makes inodes as it needs them says that it has none at all.
      inodes: count?.total === 0 ? null : (count?.total ?? null),
      freeInodes: count?.total === 0 ? null : (count?.free ?? null),
    });
  }
  return [...mounts.values()];
}

const rowsOf = (text: string): readonly Row[] =>
  linesOf(text).flatMap((line): readonly Row[] => {
    const [, total = '', free = '', at = ''] = /^.* (\d+|-) +(?:\d+|-) +(\d+|-) +(?:\d+%|-) (\/.*)$/.exec(line) ?? [];
    return at === '' ? [] : [{ total: numberIn(total), free: numberIn(free), at }];
  });

const numberIn = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);
