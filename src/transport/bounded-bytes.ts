/** Keeps the first `max` bytes of a stream; `add` gives what of a chunk still fitted. */
export interface BoundedBytes {
  readonly add: (chunk: Buffer) => Buffer;
  readonly bytes: () => Buffer;
}

/** Makes an empty one. */
export function boundedBytes(max: number): BoundedBytes {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add(chunk) {
      const kept = chunk.subarray(0, max - size);
      if (kept.length > 0) chunks.push(kept);
      size += kept.length;
      return kept;
    },
    bytes: () => Buffer.concat(chunks, size),
  };
}
