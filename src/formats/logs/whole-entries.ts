/** An entry's text, which may go on over several lines, and the index of its first line. */
export interface WholeEntry {
  readonly index: number;
  readonly text: string;
}

/** What PHP sent, whose line breaks nginx writes as they are; the words on the request come after its last line. */
const OPEN = /^\d{4}\/\d\d\/\d\d [\d:]{8} \[[a-z]+\] \d+#\d+: (?:\*\d+ )?FastCGI sent in stderr: "/;
const ENTRY = /^\d{4}\/\d\d\/\d\d [\d:]{8} \[/;

/** No entry of nginx's is longer than 2048 bytes, so none has more lines than these. */
const MOST_LINES = 200;

/** Splits nginx's error log into entries: PHP's stack traces belong to the line that they begin on. */
export function wholeEntries(text: string): readonly WholeEntry[] {
  const entries: { index: number; text: string }[] = [];
  let open: { index: number; text: string } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    if (open !== null && index - open.index < MOST_LINES && !ENTRY.test(line)) {
      open.text += `\n${line}`;
    } else {
      open = { index, text: line };
      entries.push(open);
      if (!OPEN.test(line)) open = null;
    }
    if (open !== null && line.includes('" while ') && line.includes(', client: ')) open = null;
  }
  return entries;
}
