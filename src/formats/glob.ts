/** Whether a path holds a wildcard. */
export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/** Whether a path matches a pattern: `*`, `?`, `[…]`, none across `/` or a leading dot. Source: glob(7). */
export function matchesGlob(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, index) => matchesPart(part, given[index] ?? ''));
}

type Piece = 'any-run' | ((char: string) => boolean);

function matchesPart(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !/^\\?\./.test(pattern)) return false;
  const pieces = piecesOf(pattern);
  const chars = Array.from(name);
  let piece = 0;
  let char = 0;
  let retry: { piece: number; char: number } | null = null;
  while (char < chars.length) {
    const test = pieces[piece];
    if (test === 'any-run') {
      retry = { piece: piece + 1, char };
      piece += 1;
    } else if (test?.(chars[char] ?? '')) {
      piece += 1;
      char += 1;
    } else if (retry) {
      retry = { piece: retry.piece, char: retry.char + 1 };
      ({ piece, char } = retry);
    } else {
      return false;
    }
  }
  return pieces.slice(piece).every((rest) => rest === 'any-run');
}

function piecesOf(pattern: string): readonly Piece[] {
  const chars = Array.from(pattern);
  const pieces: Piece[] = [];
  for (let i = 0; i < chars.length; i += 1) {
    const char = chars[i] ?? '';
    const set = char === '[' ? readSet(chars, i) : null;
    if (char === '*') pieces.push('any-run');
    else if (char === '?') pieces.push(() => true);
    else if (set) {
      pieces.push(set.test);
      i = set.last;
    } else if (char === '\\' && i + 1 < chars.length) {
      i += 1;
      pieces.push(is(chars[i] ?? ''));
    } else pieces.push(is(char));
  }
  return pieces;
}

const is = (wanted: string) => (char: string) => char === wanted;

/** Reads `[…]` that starts at `from`; null where no bracket closes it, so that `[` stands for itself. */
function readSet(chars: readonly string[], from: number): { test: (char: string) => boolean; last: number } | null {
  const negated = chars[from + 1] === '!' || chars[from + 1] === '^';
  const first = from + (negated ? 2 : 1);
  // A bracket that comes first is a member: `[]a]`.
  const last = chars.indexOf(']', first + 1);
  if (last === -1) return null;
  const members = chars.slice(first, last);
  const test = (char: string): boolean => isMember(members, char) !== negated;
  return { test, last };
}

function isMember(members: readonly string[], char: string): boolean {
  for (let i = 0; i < members.length; i += 1) {
    const low = members[i] ?? '';
    const high = members[i + 1] === '-' ? members[i + 2] : undefined;
    if (high === undefined ? char === low : char >= low && char <= high) return true;
    if (high !== undefined) i += 2;
  }
  return false;
}
