/** The known word that a mistyped one most likely means; null where none is near. Of equals the first known wins. */
export function nearestWord(word: string, known: Iterable<string>): string | null {
  const most = word.length < 3 ? 1 : Math.min(3, Math.ceil(word.length / 3));
  let best: { readonly word: string; readonly edits: number } | null = null;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    const edits = countEdits(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= most && edits < candidate.length && edits < (best?.edits ?? Infinity))
      best = { word: candidate, edits };
  }
  return best?.word ?? null;
}

/** A hint that offers the nearest known word; null where none is near. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  const nearest = nearestWord(word, known);
  return nearest === null ? null : `did you mean \`${nearest}\`?`;
}

/** Edits between two words: insert, delete, replace, swap of neighbours (Damerau and Levenshtein, restricted). */
function countEdits(from: string, to: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(above, column) + 1,
          at(current, column - 1) + 1,
          at(above, column - 1) + (same ? 0 : 1),
          swapped ? at(before, column - 2) + 1 : Infinity,
        ),
      );
    }
    before = above;
    above = current;
  }
  return at(above, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
