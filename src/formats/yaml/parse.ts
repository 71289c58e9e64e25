import { LineCounter, parseDocument } from 'yaml';
import { type Place, showPlace } from '../../base/place.ts';
import type { Mistake } from '../../base/user-error.ts';
import { type Complain, convertTree } from './convert.ts';
import { parseJsonTree } from './json-tree.ts';
import type { YamlNode } from './node.ts';
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
  const json = parseJsonTree(text);
  if (json !== null) return { file, root: json, mistakes: [], placeOf: ({ offset }) => placeIn(file, text, offset) };
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

/** Counts lines anew each time: JSON has no mistakes to place, and a var's place is rarely asked for. */
function placeIn(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** What follows the first error on a line is mostly its echo. */
function firstOfEachLine<M extends { readonly place: Place }>(mistakes: readonly M[]): readonly M[] {
  const seen = new Set<number>();
  return mistakes.filter(({ place }) => !seen.has(place.line) && seen.add(place.line));
}
