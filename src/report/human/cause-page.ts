import type { Paint } from './style.ts';
import { wrap } from './wrap.ts';

/** A cause's page (Markdown, as docs/causes has it) for a terminal of this width, or for a pipe; ends with a line break. */
export function causePageText(markdown: string, width: number, paint: Paint): string {
  const lines = markdown.split('\n').flatMap((line) => {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    if (heading !== undefined) return [paint('bold', heading)];
    return folded(line, width).map((piece) =>
      piece.replace(/\*\*([^*]+)\*\*/g, (_, name: string) => paint('bold', name)),
    );
  });
  return lines.join('\n');
}

/** Quoted log lines are longer than a terminal is wide; they go on under themselves. */
function folded(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const [indent = ''] = /^ */.exec(line) ?? [];
  const [first = '', ...rest] = wrap(line.slice(indent.length), width - 2, indent);
  return [first, ...rest.map((piece) => `  ${piece}`)];
}
