/** Keeps the first `max` bytes of a stream; `add` gives what of a chunk still fitted. */
export interface BoundedBytes {
  readonly add: (chunk: Buffer) => Buffer;
  readonly bytes: () => Buffer;
}

/** Makes an empty one. It takes no more than twice what it holds, in however small pieces that comes. */
export function boundedBytes(max: number): BoundedBytes {
  let room = Buffer.alloc(0);
  let size = 0;
  return {
    add(chunk) {
      const kept = chunk.subarray(0, max - size);
      const needed = size + kept.length;
      if (needed > room.length) {
        const larger = Buffer.allocUnsafe(Math.min(max, Math.max(needed, 2 * room.length, 1024)));
        room.copy(larger, 0, 0, size);
        room = larger;
      }
      kept.copy(room, size);
      size = needed;
      return kept;
    },
    bytes: () => room.subarray(0, size),
  };
}
