/** What an expression looks up: a name, and what is asked of it after dots. */
interface Reference {
  /** `facts.nginx.version` as its words. */
  readonly path: readonly string[];
  /** Where it begins in the text. */
  readonly at: number;
}

/** A word that the template engine has to know itself. */
export interface EngineWord {
  readonly kind: 'filter' | 'test' | 'function';
  readonly name: string;
  readonly at: number;
  /** The first of what a function is given, where that is a text as it stands. */
  readonly first: string | null;
}

/** The names that a text looks up, and which of them it is prepared to miss. */
interface References {
  readonly used: readonly Reference[];
  /** Paths that `is defined` or `default` speaks of, joined by dots. */
  readonly guarded: readonly string[];
  readonly calls: readonly EngineWord[];
}

const TAG = /\{\{[^]*?\}\}|\{%[^]*?%\}/g;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const PATH = /(?<![\p{L}\p{N}_.]|\.\s)[\p{L}_][\p{L}\p{N}_]*(?:\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)*/gu;
const BOUND = /\{%-?\s*(?:for|set)\s+([^%]*?)(?:\s+in\b|\s*=|-?%\})/g;
const MACRO = /\{%-?\s*macro\s+(\w+)\s*\(([^)]*)\)/g;
const GUARD = /^\s*(?:is\s+(?:not\s+)?(?:un)?defined\b|\|\s*(?:default|d)\b)/;
const FIRST_TEXT = /^\s*\(\s*(?:"([^"\\]*)"|'([^'\\]*)')/;
const SYNTAX =
  'and or not in is if else elif endif for endfor set endset macro endmacro filter endfilter with endwith true false none True False None recursive loop';
const FUNCTIONS = 'range dict namespace lookup query q';
const KEYWORDS = new Set(SYNTAX.split(' '));
const WORDS = new Set(`${SYNTAX} ${FUNCTIONS}`.split(' '));

/** Finds what a template (`in-tags`), or a bare expression (`bare`), looks up. Attributes after brackets are not followed. */
export function referencesIn(text: string, form: 'in-tags' | 'bare'): References {
  const pieces = form === 'bare' ? [{ code: text, start: 0 }] : tagsOf(text);
  const bound = new Set([
    ...[...text.matchAll(BOUND)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim())),
    ...[...text.matchAll(MACRO)].flatMap(([, name = '', given = '']) => [name, ...(given.match(/\w+/g) ?? [])]),
  ]);
  const found = pieces.flatMap(({ code, start }) => pathsIn(code.replace(TEXT, blank), start));
  const own = found.filter(({ path: [root = ''], call }) => call === null && !WORDS.has(root) && !bound.has(root));
  return {
    used: own.map(({ path, at }) => ({ path, at })),
    guarded: own.flatMap(({ path, isGuarded }) => (isGuarded ? [path.join('.')] : [])),
    calls: found.flatMap(({ call, at }) => {
      if (call === null || bound.has(call.name)) return [];
      const [, double, single] = FIRST_TEXT.exec(text.slice(at + call.name.length)) ?? [];
      return [{ ...call, at, first: call.kind === 'function' ? (double ?? single ?? null) : null }];
    }),
  };
}

const tagsOf = (text: string): readonly { readonly code: string; readonly start: number }[] =>
  [...text.matchAll(TAG)].map((tag) => ({ code: tag[0], start: tag.index }));

const blank = (quoted: string): string => '"'.padEnd(quoted.length - 1) + '"';

interface Word extends Reference {
  readonly isGuarded: boolean;
  /** Where it is no name that is looked up. */
  readonly call: Pick<EngineWord, 'kind' | 'name'> | null;
}

function pathsIn(code: string, start: number): readonly Word[] {
  return [...code.matchAll(PATH)].flatMap((match): readonly Word[] => {
    const before = code.slice(0, match.index);
    const after = code.slice(match.index + match[0].length);
    const words = match[0].split('.').map((word) => word.trim());
    const isCalled = /^\s*\(/.test(after);
    const at = start + match.index;
    const path = isCalled ? words.slice(0, -1) : words;
    const kind = /\|\s*$/.test(before) ? 'filter' : /\bis\s+(?:not\s+)?$/.test(before) ? 'test' : null;
    const [name = ''] = words;
    if (kind !== null) {
      const isWord = kind === 'filter' || name !== 'not';
      return isWord ? [{ path, at, isGuarded: false, call: { kind, name: words.join('.') } }] : [];
    }
    if (isCalled && path.length === 0) {
      return KEYWORDS.has(name) ? [] : [{ path, at, isGuarded: false, call: { kind: 'function', name } }];
    }
    const isArgumentName = /^\s*=(?!=)/.test(after) && /[(,]\s*$/.test(before);
    return isArgumentName ? [] : [{ path, at, isGuarded: !isCalled && GUARD.test(after), call: null }];
  });
}
