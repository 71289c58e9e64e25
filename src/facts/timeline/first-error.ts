import type { LogLine } from '../log-line.ts';
import type { TimelineEntry } from './entry.ts';

const BAD: ReadonlySet<string> = new Set(['error', 'crit', 'alert', 'emerg']);

/** The first line of the kind that nginx wrote last of an upstream; null where it wrote none. */
export function firstError(lines: readonly LogLine[]): TimelineEntry | null {
  const errors = lines.filter(
    ({ program, level, upstream }) => program === 'nginx' && upstream !== null && BAD.has(level),
  );
  const last = errors.at(-1);
  if (last === undefined) return null;
  const alike = errors.filter((line) => kindOf(line) === kindOf(last));
  const [first = last] = alike;
  const mayBeOlder = first.line !== 1 && lines.find(({ source }) => source === first.source) === first;
  const [sentence = ''] = first.message.split('\n');
  return {
    at: first.at,
    kind: 'error',
    text:
      `first error${alike.length > 1 ? ` of ${alike.length}` : ''}: ${sentence.slice(0, 200)}` +
      (mayBeOlder ? ' (or earlier: no older line was read)' : ''),
  };
}

/** nginx may word the same failure of several upstreams alike, and each failure of PHP's differently. */
const kindOf = ({ errno, message }: LogLine): string => String(errno ?? message.slice(0, 40));
