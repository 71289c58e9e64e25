import type { Address } from '../../formats/address.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Evidence } from '../finding.ts';
import { showTime } from './evidence.ts';

/** Which log lines support a finding. */
export interface LogQuery {
  readonly program: LogLine['program'];
  /** Seconds since the epoch: the last start or reload of the side that the lines speak of. */
  readonly since: number;
  readonly matches: (line: LogLine) => boolean;
}

/**
 * The lines that match, alike ones as one with their number (`×12`), the place and time of the last and the time of the first; at most three.
 * Where no log could be read there is none.
 */
export function logEvidence(lines: readonly LogLine[] | undefined, query: LogQuery): readonly Evidence[] {
  const groups = new Map<string, { first: number; last: LogLine; times: number }>();
  for (const line of lines ?? []) {
    if (line.program !== query.program || line.at < query.since || !query.matches(line)) continue;
    const key = `${line.source}\n${line.errno ?? without(line.message)}\n${line.upstream ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: line.at, last: line, times: 1 });
    else {
      group.times += 1;
      group.first = Math.min(group.first, line.at);
      if (line.at >= group.last.at) group.last = line;
    }
  }
  return [...groups.values()]
    .toSorted((one, other) => other.last.at - one.last.at)
    .slice(0, 3)
    .map(({ first, last, times }) => ({
      source: last.source,
      line: last.line,
      text: `${shortened(last.message)}${times > 1 ? ` ×${times}` : ''}`,
      at: showTime(last.at),
      ...(times > 1 ? { firstAt: showTime(first) } : {}),
    }));
}

/** The address in nginx's `upstream: "fastcgi://unix:/run/x.sock:"` or `"http://127.0.0.1:3000/uri"`; else null. */
export function upstreamAddress(line: LogLine): Address | null {
  const text = line.upstream?.replace(/^[a-z]+:\/\//, '') ?? '';
  // nginx writes the request's URI after what it proxies to.
  const path = (line.upstream?.startsWith('http') ? /^unix:(.+?)(?::(?:\/.*)?)?$/ : /^unix:(.+?):?$/).exec(text)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const [, host, port] = /^(.+):(\d{1,5})(?:\/.*)?$/.exec(text) ?? [];
  return host === undefined ? null : { kind: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

// nginx numbers its connections (`*12`), so that no two lines are quite alike.
const without = (message: string): string => message.replace(/^\*\d+ /, '').slice(0, 120);

const shortened = (message: string): string => (message.length > 300 ? `${message.slice(0, 299)}…` : message);
