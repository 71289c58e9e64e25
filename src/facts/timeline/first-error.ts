import type { LogLine } from '../log-line.ts';
import type { TimelineEntry } from './entry.ts';

const BAD: ReadonlySet<string> = new Set(['error', 'crit', 'alert', 'emerg']);

/** The first error of a kind, and whether lines of before it, which weren't read, may have had an earlier one. */
export interface FirstError {
  readonly entry: TimelineEntry;
  readonly mayBeOlder: boolean;
  /** Whether lines inside the look-back window were too many to be read. */
  readonly cut: boolean;
}

/** The first line of the kind that nginx wrote last of an upstream; null where it wrote none. */
export function firstError(lines: readonly LogLine[]): FirstError | null {
  const errors = lines.filter(
    ({ program, level, upstream }) => program === 'nginx' && upstream !== null && BAD.has(level),
  );
  const last = errors.at(-1);
  if (last === undefined) return null;
  const alike = errors.filter((line) => kindOf(line) === kindOf(last));
  const [first = last] = alike;
  const [sentence = ''] = first.message.split('\n');
  const own = lines.filter(({ source }) => source === first.source);
  return {
    entry: {
      at: first.at,
      kind: 'error',
      text: `first error${alike.length > 1 ? ` of ${alike.length}` : ''}: ${sentence.slice(0, 200)}`,
    },
    mayBeOlder: first.line !== 1 && own[0] === first,
    cut: own.length >= MANY,
  };
}

/** Of one log no more than a thousand lines are kept, or 256 KiB, which long lines fill sooner. */
const MANY = 500;

/** nginx words the same failure of several upstreams alike, and each failure of PHP's differently. */
const kindOf = ({ errno, message, upstream }: LogLine): string =>
  `${errno ?? message.slice(0, 40)} ${addressIn(upstream ?? '')}`;

/** `http://10.0.0.7:3000/cart` without the path, which is the request's. */
const addressIn = (upstream: string): string => /^(?:[a-z]+:\/\/)?(?:unix:[^:]*|[^/]*)/.exec(upstream)?.[0] ?? upstream;
