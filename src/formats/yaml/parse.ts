import { LineCounter, parseDocument } from 'yaml';
import { type Place, showPlace } from '../../base/place.ts';
import type { Mistake } from '../../base/user-error.ts';
import { type Complain, convertTree } from './convert.ts';
import { parseJsonTree } from './json-tree.ts';
import type { YamlNode } from './node.ts';
import { parsePlainTree } from './plain-tree.ts';
import { syntaxMistake } from './syntax-mistake.ts';

/** A YAML file: its tree, and what is already wrong with it. */
export interface YamlDocument {
  readonly file: string;
  /** Null where the syntax is broken: then there is nothing to say beyond `mistakes`. */
  readonly root: YamlNode | null;
  /** In the order of their places. */
  readonly mistakes: readonly Mistake[];
  readonly placeOf: (node: Pick<YamlNode, 'offset'>) => Place;
}

/**
 * Parses one YAML document in Ansible's dialect (YAML 1.1 as PyYAML has it), or a JSON text as JSON, which Ansible tries
 * first; never throws on what the text says.
 */
export function parseYamlDocument(file: string, text: string): YamlDocument {
  const root = parsePlainTree(text) ?? parseJsonTree(text);
  return root === null ? parseAnyYaml(file, text) : { file, root, mistakes: [], placeOf: placesIn(file, text) };
}

function parseAnyYaml(file: string, text: string): YamlDocument {
  const lines = new LineCounter();
  // The failsafe schema leaves every scalar as text; our own resolver reads them as Ansible does.
  const parsed = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const placeOf = ({ offset }: Pick<YamlNode, 'offset'>): Place => placeAt(offset);
  const broken = parsed.errors.map((error) => {
    const { offset, ...mistake } = syntaxMistake(error, text);
    return { ...mistake, place: placeAt(offset) };
  });
  if (broken.length > 0) return { file, root: null, mistakes: firstOfEachLine(broken), placeOf };

  const mistakes: (Mistake & { readonly place: Place })[] = [];
  const complain: Complain = (offset, code, message, hint) => {
    mistakes.push({ code, message, place: placeAt(offset), ...(hint === undefined ? {} : { hint }) });
  };
  const root = convertTree(parsed.contents, complain, (offset) => showPlace(placeAt(offset)));
  return { file, root, mistakes, placeOf };
}

/** Places in a text whose lines nobody has counted yet. */
function placesIn(file: string, text: string): YamlDocument['placeOf'] {
  let starts: readonly number[] | null = null;
  return ({ offset }) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** What follows the first error on a line is mostly its echo. */
function firstOfEachLine<M extends { readonly place: Place }>(mistakes: readonly M[]): readonly M[] {
  const seen = new Set<number>();
  return mistakes.filter(({ place }) => !seen.has(place.line) && seen.add(place.line));
}
