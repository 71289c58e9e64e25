import { bareLine, REDACTED, redactedLine } from './redacted.ts';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;

/**
 * Redacts what stands between the first and the last line of private keys; of a key whose end is cut off, as in a diff,
 * as many lines as look like one.
 */
export function redactPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const lines = text.split('\n');
  const lastEnd = lines.findLastIndex((line) => END.test(line));
  let inside = false;
  return lines
    .map((line, index) => {
      if (inside && index >= lastEnd && !END.test(line) && !isKeyLine(line)) inside = false;
      if (inside && !END.test(line)) return line === '' ? '' : redactedLine(line);
      const read = redactLine(line, inside);
      inside = read.inside;
      return read.line;
    })
    .join('\n');
}

/** Redacts a line on which keys begin or end. */
function redactLine(line: string, startsInside: boolean): { readonly line: string; readonly inside: boolean } {
  let inside = startsInside;
  let rest = line;
  let done = '';
  for (;;) {
    const mark = (inside ? END : BEGIN).exec(rest);
    const before = rest.slice(0, mark?.index ?? rest.length);
    done += inside && bareLine(before) !== '' ? redactedLine(before) : before;
    if (mark === null) return { line: done, inside };
    done += mark[0];
    rest = rest.slice(mark.index + mark[0].length);
    inside = !inside;
  }
}

function isKeyLine(line: string): boolean {
  const body = bareLine(line);
  return body === REDACTED || /^(?:[A-Za-z0-9+/=]{16,}|[\w-]+: .*)?$/.test(body);
}
