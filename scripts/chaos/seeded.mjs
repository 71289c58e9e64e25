/** Numbers that look drawn by chance and are the same for the same seed (mulberry32), as draws for a round. */
export function seeded(seed) {
  let state = (seed + 1) * 0x9e3779b9;
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (count) => Math.floor(fraction() * count);
  return { upTo, pick: (list) => list[upTo(list.length)] };
}
