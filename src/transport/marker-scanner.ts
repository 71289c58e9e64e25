import { boundedBytes } from './bounded-bytes.ts';

/** Splits a stream at a marker line: what came before it is kept, what comes after is passed on. */
export interface MarkerScanner {
  readonly push: (chunk: Buffer) => void;
  /** What came before the marker, or all so far; at most `maxBefore` bytes. */
  readonly before: () => string;
  readonly found: () => boolean;
}

/** Scans for `marker` and a newline; `onFound` is called once, before anything is passed on. */
export function scanForMarker(
  marker: string,
  maxBefore: number,
  onFound: () => void,
  onAfter: (chunk: Buffer) => void,
): MarkerScanner {
  const needle = Buffer.from(`${marker}\n`);
  const before = boundedBytes(maxBefore);
  let tail: Buffer = Buffer.alloc(0);
  let found = false;
  return {
    push(chunk) {
      if (found) {
        onAfter(chunk);
        return;
      }
      const seen = Buffer.concat([tail, chunk]);
      const at = seen.indexOf(needle);
      if (at < 0) {
        before.add(chunk);
        tail = seen.subarray(Math.max(0, seen.length - needle.length + 1));
        return;
      }
      found = true;
      before.add(chunk.subarray(0, Math.max(0, at - tail.length)));
      onFound();
      const after = seen.subarray(at + needle.length);
      if (after.length > 0) onAfter(after);
    },
    before: () => before.bytes().toString('utf8'),
    found: () => found,
  };
}
