/** A named piece of a section, as the shell's `block NAME TEXT` prints it. */
export interface Block {
  readonly name: string;
  readonly bytes: Buffer;
  readonly text: string;
}

/** The blocks of a section in their order: `name bytes`, a newline, that many bytes, a newline. Stops at nonsense. */
export function blocksOf(section: Buffer): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < section.length) {
    const endOfHeader = section.indexOf('\n', at);
    const header = /^([a-z-]+) (\d{1,9})$/.exec(section.toString('latin1', at, Math.max(at, endOfHeader)));
    if (header === null) break;
    const [, name = '', length] = header;
    const start = endOfHeader + 1;
    const bytes = section.subarray(start, start + Number(length));
    blocks.push({ name, bytes, text: bytes.toString('utf8') });
    at = start + Number(length) + 1;
  }
  return blocks;
}

/** The text of the first block of a name; empty where there is none. */
export const blockText = (blocks: readonly Block[], wanted: string): string =>
  blocks.find(({ name }) => name === wanted)?.text ?? '';

/** The lines of a text, without empty ones. */
export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
