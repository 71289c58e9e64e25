/** Breaks a text at spaces so that no line is wider, each line after an indent; words that are too long stay whole. */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width, indent));
}

function wrapLine(text: string, width: number, indent: string): readonly string[] {
  const room = Math.max(20, width - indent.length);
  const lines = text.split(' ').reduce<string[]>((soFar, word) => {
    const last = soFar.at(-1);
    if (last === undefined) return [word];
    if (last.length + 1 + word.length > room) return [...soFar, word];
    return [...soFar.slice(0, -1), `${last} ${word}`];
  }, []);
  return lines.map((line) => `${indent}${line}`);
}

/** `label  text`, the text wrapped under itself. */
export function labelled(label: string, text: string, width: number): readonly string[] {
  const indent = ' '.repeat(LABEL);
  const [first = '', ...rest] = wrap(text, width, indent);
  return [`  ${label.padEnd(LABEL - 2)}${first.slice(LABEL)}`, ...rest];
}

/** How wide a label with its margin is. */
const LABEL = 13;

/** `1 host`, `2 hosts`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
