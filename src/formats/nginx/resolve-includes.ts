import type { Mistake } from '../../base/user-error.ts';
import { pathBelow, plainPath } from './conf-path.ts';
import type { Directive } from './directive.ts';
import { isGlob, matchesGlob } from '../glob.ts';
import { parseNginx } from './parse.ts';

/** A configuration file by its path. */
export interface NginxFile {
  readonly path: string;
  readonly text: string;
}

/** A whole configuration, each `include` replaced by what it brings in, and what couldn't be read. */
export interface Expanded {
  readonly directives: readonly Directive[];
  readonly mistakes: readonly Mistake[];
  /** The `include` directives that bring a file in, by the file's path. */
  readonly includers: ReadonlyMap<string, readonly Directive[]>;
}

/** Blocks and includes inside one another, and directives after expansion: more than any real host has. */
const limits = { depth: 200, directives: 100_000 };

/** Expands `include` from the main file on; relative paths start at `folder`, the main file's own in nginx. */
export function resolveIncludes(mainPath: string, files: readonly NginxFile[], folder: string): Expanded {
  const byPath = new Map(files.map((file) => [plainPath(file.path), file]));
  const parsed = new Map<string, readonly Directive[]>();
  const mistakes: Mistake[] = [];
  let count = 0;

  const noted = new Set<string>();
  const note = (code: string, message: string, place?: Directive): void => {
    const key = `${code} ${message} ${place?.file ?? ''}`;
    if (noted.has(key)) return;
    noted.add(key);
    const at = place ? { place: { file: place.file, line: place.line, column: place.column } } : {};
    mistakes.push({ code, message, ...at });
  };

  const read = (file: NginxFile): readonly Directive[] => {
    const known = parsed.get(file.path);
    if (known) return known;
    const result = parseNginx(file.path, file.text);
    if (!result.ok) mistakes.push(...result.error);
    const directives = result.ok ? result.value : [];
    parsed.set(file.path, directives);
    return directives;
  };

  const expand = (directives: readonly Directive[], within: readonly string[], depth: number): readonly Directive[] => {
    const out: Directive[] = [];
    for (const directive of directives) {
      count += 1;
      if (depth > limits.depth || count > limits.directives) {
        note('too-many-includes', 'this configuration expands to more than can be read', directive);
        break;
      }
      if (directive.name === 'include') out.push(...included(directive, within, depth));
      else if (directive.children === null) out.push(directive);
      else out.push({ ...directive, children: expand(directive.children, within, depth + 1) });
    }
    return out;
  };

  const included = (directive: Directive, within: readonly string[], depth: number): readonly Directive[] => {
    const [wanted] = directive.args;
    if (!wanted || directive.args.length > 1 || directive.children !== null) return [];
    const path = pathBelow(folder, wanted.value);
    return filesAt(path, directive).flatMap((file) => {
      if (within.includes(file.path)) {
        note('include-cycle', `"${file.path}" includes itself`, directive);
        return [];
      }
      noteIncluder(file.path, directive);
      return expand(read(file), [...within, file.path], depth + 1);
    });
  };

  const includers = new Map<string, Directive[]>();
  const noteIncluder = (path: string, directive: Directive): void => {
    const known = includers.get(path);
    if (known === undefined) includers.set(path, [directive]);
    else if (!known.includes(directive)) known.push(directive);
  };

  const filesAt = (path: string, directive: Directive): readonly NginxFile[] => {
    const plain = plainPath(path);
    if (isGlob(path)) return matching(plain);
    const file = byPath.get(plain);
    if (!file) note('missing-include', `"${path}" is included, but there is no such file`, directive);
    return file ? [file] : [];
  };

  const globbed = new Map<string, readonly NginxFile[]>();
  const matching = (pattern: string): readonly NginxFile[] => {
    const known = globbed.get(pattern);
    if (known) return known;
    const found = [...byPath].filter(([path]) => matchesGlob(pattern, path));
    const sorted = found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
    globbed.set(pattern, sorted);
    return sorted;
  };

  const main = byPath.get(plainPath(mainPath));
  if (!main) note('missing-main-file', `there is no "${mainPath}"`);
  return { directives: main ? expand(read(main), [main.path], 0) : [], mistakes, includers };
}
