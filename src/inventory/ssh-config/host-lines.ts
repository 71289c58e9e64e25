import { matchesWildcards } from '../../formats/wildcards.ts';

/** What a configuration of ssh says of which hosts it speaks, and which other files belong to it. */
export interface HostLines {
  /** The patterns of each `Host` line. */
  readonly hosts: readonly (readonly string[])[];
  /** As they are written: globs, perhaps below `~` or relative. */
  readonly includes: readonly string[];
}

/** Reads the `Host` and `Include` lines of a configuration; `Match` isn't looked at. Source: ssh_config(5). */
export function readHostLines(text: string): HostLines {
  const hosts: (readonly string[])[] = [];
  const includes: string[] = [];
  for (const line of text.split('\n')) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    if (!/^(?:host|include)$/i.test(keyword)) continue;
    const words = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
    if (keyword.toLowerCase() === 'host') hosts.push(words);
    else includes.push(...words);
  }
  return { hosts, includes };
}

/** A test for the names of which one of these lines speaks in particular: one that speaks of every host doesn't count. */
export function hostNamer(lines: readonly (readonly string[])[]): (name: string) => boolean {
  const plain = new Set<string>();
  const others: ((name: string) => boolean)[] = [];
  for (const patterns of lines) {
    if (patterns.every((pattern) => !/[*?!]/.test(pattern))) for (const name of patterns) plain.add(name);
    else others.push(lineTest(patterns));
  }
  return (name) => plain.has(name) || others.some((test) => test(name));
}

function lineTest(patterns: readonly string[]): (name: string) => boolean {
  const not = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const of = patterns.filter((pattern) => !/^!|^\*+$/.test(pattern));
  return (name) => {
    const isMatch = (pattern: string): boolean => matchesWildcards(pattern, name);
    return of.some(isMatch) && !not.some(isMatch);
  };
}
