import type { Section } from './define-collector.ts';

/**
 * Takes a probe's output apart: `BOUNDARY name status bytes`, a newline, that many bytes, a newline. A section's own
 * bytes are never searched for a boundary, so nothing that a host prints can pass for a section. Whatever stands
 * before the first frame is skipped; reading ends at the first frame that is cut off or out of place, and at the hundredth.
 */
export function sectionsOf(output: Buffer, boundary: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  let at = output.indexOf(`${boundary} `);
  while (at >= 0 && sections.size < MOST_SECTIONS) {
    const endOfHeader = output.indexOf('\n', at);
    if (endOfHeader < 0) break;
    const [mark, name, status, length] = output.toString('latin1', at, endOfHeader).split(' ');
    const start = endOfHeader + 1;
    const end = start + number(length);
    if (mark !== boundary || name === undefined || !(end < output.length) || output[end] !== NEWLINE) break;
    if (!sections.has(name)) {
      const bytes = output.subarray(start, end);
      sections.set(name, { bytes, stdout: bytes.toString('utf8'), exitStatus: number(status) });
    }
    at = end + 1;
  }
  return sections;
}

const NEWLINE = 10;
/** Many more than there are questions in a round. */
const MOST_SECTIONS = 100;

const number = (digits: string | undefined): number =>
  digits !== undefined && /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
