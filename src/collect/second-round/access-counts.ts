import type { WrittenAccessLog } from '../../facts/access-logs.ts';
import { known } from '../../facts/fact.ts';
import type { AccessLog, FailedPage } from '../../facts/visitors.ts';
import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf } from '../shell/blocks.ts';
import { accessWords } from './access-words.ts';

/** No more logs than these are read. */
const MOST_LOGS = 40;

/** What to count, and from when on (seconds since the epoch): the look-back window, and nginx's last reading of its files. */
export interface AccessQuestion {
  readonly logs: readonly WrittenAccessLog[];
  readonly since: number;
}

/** What visitors' requests came to, by the end of each access log. Source: the files, by awk(1). */
export const accessCountsOf = ({ logs, since }: AccessQuestion): Collector<'visitors'> => {
  const asked = logs.slice(0, MOST_LOGS);
  return defineCollector({
    fact: 'visitors',
    seconds: 8,
    maxBytes: 2 * 1024 * 1024,
    script: asked.length === 0 ? '' : `${accessWords}export format\n${asked.map(askLine(since)).join('')}exit 0\n`,
    parse: ({ bytes }) =>
      known(
        blocksOf(bytes).flatMap(({ name, text }) => {
          const [number = '', source = '', ...lines] = text.split('\n');
          const log = asked[Number(number)];
          return name === 'counts' && log !== undefined ? countsOf(log, source, lines) : [];
        }),
      ),
  });
};

const askLine =
  (since: number) =>
  ({ path, pieces }: WrittenAccessLog, number: number): string => {
    const format = pieces.map((piece) => ('text' in piece ? `T ${piece.text}` : `V ${piece.variable}`)).join('\n');
    return `format=${shellQuote(format)}\n${shellCommand(['count_requests', String(number), String(Math.floor(since)), path])}\n`;
  };

function countsOf({ sites }: WrittenAccessLog, source: string, lines: readonly string[]): readonly AccessLog[] {
  const [head = '', ...rest] = lines;
  const [, requests, from, cut] = /^(\d{1,12}) (-|\d{1,12}(?:\.\d{1,6})?) ([01])$/.exec(head) ?? [];
  if (requests === undefined) return [];
  const failed = rest.flatMap(failedOf).toSorted((one, other) => other.count - one.count);
  return [
    { source, sites, requests: Number(requests), from: from === '-' ? null : Number(from), cut: cut === '1', failed },
  ];
}

function failedOf(line: string): readonly FailedPage[] {
  const [count = '', first = '', last = '', status = '', host = '', page = ''] = line.split('\t');
  if (![count, first, last].every((each) => /^\d{1,12}(?:\.\d{1,6})?$/.test(each)) || !/^5\d\d$/.test(status))
    return [];
  return [
    {
      status: Number(status),
      page: page || null,
      host: host || null,
      count: Number(count),
      first: Number(first),
      last: Number(last),
    },
  ];
}
