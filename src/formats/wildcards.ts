/**
 * Whether a whole text is what a pattern of `*` and `?` means, as OpenSSH matches names. It doesn't backtrack over more than
 * the last star, so a hostile pattern costs no more than n·m.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (pattern[p] === '?' || (p < pattern.length && pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
