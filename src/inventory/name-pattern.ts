/**
 * A test for names from `~regex` (anchored at the start, as Python's match is) or a glob (whole, as fnmatch is: `*`, `?`,
 * `[a-z]`, `[!a-z]`). Null where the regex is none.
 */
export function namePattern(text: string): ((name: string) => boolean) | null {
  const regex = text.startsWith('~') ? pythonRegex(text.slice(1)) : compile(`^${globSource(text)}$`, 's');
  return regex === null ? null : (name) => regex.test(name);
}

/** JavaScript writes flags and names of groups otherwise than Python. */
function pythonRegex(text: string): RegExp | null {
  const [start = '', flags = ''] = /^\(\?([ims]+)\)/.exec(text) ?? [];
  return compile(`^(?:${text.slice(start.length).replaceAll('(?P<', '(?<')})`, flags);
}

function compile(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

function globSource(glob: string): string {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const sign = glob.charAt(at);
    const end = sign === '[' ? endOfSet(glob, at) : -1;
    if (sign === '*') source += '.*';
    else if (sign === '?') source += '.';
    else if (end < 0) source += sign.replace(/[\\^$.*+?()[\]{}|/]/u, String.raw`\$&`);
    else {
      source += setSource(glob.slice(at + 1, end));
      at = end;
    }
  }
  return source;
}

/** Where a set closes; a `]` right at its start belongs to it. */
function endOfSet(glob: string, start: number): number {
  const first = glob.charAt(start + 1) === '!' ? start + 2 : start + 1;
  return glob.indexOf(']', first + 1);
}

function setSource(set: string): string {
  const isNegated = set.startsWith('!');
  const signs = (isNegated ? set.slice(1) : set).replaceAll(/[\\^[\]]/gu, String.raw`\$&`);
  return `[${isNegated ? '^' : ''}${signs}]`;
}
