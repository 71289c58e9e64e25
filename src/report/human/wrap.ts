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
  return under(label, wrap(text, width, INDENT));
}

/** A label in front of the first of lines that are indented already. */
export function under(label: string, lines: readonly string[]): readonly string[] {
  const [first = '', ...rest] = lines;
  return [`  ${label.padEnd(INDENT.length - 2)}${first.slice(INDENT.length)}`, ...rest];
}

/** What stands in front of a labelled text. */
export const INDENT = ' '.repeat(13);

/** A text that must stay on its line, so that nothing in it can pass for a line of ours. */
export const inLine = (text: string): string => text.replaceAll('\n', String.raw`\n`);

/** `1 host`, `2 hosts`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `403 ms`, `12.3 s`. */
export const showTime = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
