/** What an expression looks up: a name, and what is asked of it after dots. */
interface Reference {
  /** `facts.nginx.version` as its words. */
  readonly path: readonly string[];
  /** Where it begins in the text. */
  readonly at: number;
}

/** The names that a text looks up, and which of them it is prepared to miss. */
interface References {
  readonly used: readonly Reference[];
  /** Paths that `is defined` or `default` speaks of, joined by dots. */
  readonly guarded: readonly string[];
}

const TAG = /\{\{[^]*?\}\}|\{%[^]*?%\}/g;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const PATH = /(?<![\p{L}\p{N}_.]|\.\s)[\p{L}_][\p{L}\p{N}_]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)*/gu;
const BOUND = /\{%-?\s*(?:for|set)\s+([^%]*?)(?:\s+in\b|\s*=|-?%\})/g;
const GUARD = /^\s*(?:is\s+(?:not\s+)?(?:un)?defined\b|\|\s*(?:default|d)\b)/;
const WORDS = new Set(
  'and or not in is if else elif endif for endfor set endset true false none True False None recursive loop range dict namespace lookup'.split(
    ' ',
  ),
);

/** Finds what a template (`in-tags`), or a bare expression (`bare`), looks up. Attributes after brackets are not followed. */
export function referencesIn(text: string, form: 'in-tags' | 'bare'): References {
  const pieces = form === 'bare' ? [{ code: text, start: 0 }] : tagsOf(text);
  const bound = new Set(
    [...text.matchAll(BOUND)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim())),
  );
  const found = pieces.flatMap(({ code, start }) => pathsIn(code.replace(TEXT, blank), start));
  const own = found.filter(({ path: [root = ''] }) => !WORDS.has(root) && !bound.has(root));
  return {
    used: own.map(({ path, at }) => ({ path, at })),
    guarded: own.flatMap(({ path, isGuarded }) => (isGuarded ? [path.join('.')] : [])),
  };
}

const tagsOf = (text: string): readonly { readonly code: string; readonly start: number }[] =>
  [...text.matchAll(TAG)].map((tag) => ({ code: tag[0], start: tag.index }));

const blank = (quoted: string): string => '"'.padEnd(quoted.length - 1) + '"';

function pathsIn(code: string, start: number): readonly (Reference & { readonly isGuarded: boolean })[] {
  return [...code.matchAll(PATH)].flatMap((match) => {
    const before = code.slice(0, match.index);
    const after = code.slice(match.index + match[0].length);
    const words = match[0].split('.').map((word) => word.trim());
    const isCalled = /^\s*\(/.test(after);
    const path = isCalled ? words.slice(0, -1) : words;
    const isFilterOrTest = /\|\s*$|\bis\s+(?:not\s+)?$/.test(before);
    const isArgumentName = /^\s*=(?!=)/.test(after) && /[(,]\s*$/.test(before);
    if (path.length === 0 || isFilterOrTest || isArgumentName) return [];
    return [{ path, at: start + match.index, isGuarded: !isCalled && GUARD.test(after) }];
  });
}
