import type { WholeEntry } from './whole-entries.ts';

const HEAD = /^\d{9,11}(?:\.\d{1,6})? \S+ ([^\s[\]:]+\[\d+\]): (.*)$/s;

/** What PHP sent, which nginx's stderr hands to the journal line by line, each as an entry of its own. */
const OPEN = /^\d{4}\/\d\d\/\d\d [\d:]{8} \[[a-z]+\] \d+#\d+: (?:\*\d+ )?FastCGI sent in stderr: "/;
const DATED = /^\d{4}\/\d\d\/\d\d [\d:]{8} \[/;
const isClosed = (text: string): boolean => text.includes('" while ') && text.includes(', client: ');

/** No entry of nginx's is longer than 2048 bytes, so none has more lines than these. */
const MOST_LINES = 200;

/**
 * Splits what `journalctl -o short-unix` printed into entries: further lines of one are indented by it, and those that
 * nginx's stderr broke up are put together. What nginx says to both syslog and stderr is told once.
 */
export function journalEntries(text: string): readonly WholeEntry[] {
  const whole = indentedJoined(text);
  const entries: { index: number; text: string }[] = [];
  const open = new Map<string, { entry: { index: number; text: string }; lines: number }>();
  for (const { index, text: raw } of whole) {
    const [, writer = '', said = ''] = HEAD.exec(raw) ?? [];
    const before = open.get(writer);
    if (before !== undefined && !DATED.test(said) && before.lines < MOST_LINES) {
      before.entry.text += `\n${said}`;
      before.lines += 1;
      if (isClosed(before.entry.text)) open.delete(writer);
      continue;
    }
    open.delete(writer);
    const entry = { index, text: raw };
    entries.push(entry);
    if (OPEN.test(said) && !isClosed(said)) open.set(writer, { entry, lines: 1 });
  }
  return once(entries);
}

function indentedJoined(text: string): readonly WholeEntry[] {
  const entries: { index: number; text: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const last = entries.at(-1);
    // journalctl indents them by the width of what stands before the first.
    if (last !== undefined && line.startsWith(' ')) last.text += `\n${line.slice(last.text.indexOf(': ') + 2)}`;
    else entries.push({ index, text: line });
  }
  return entries;
}

/** nginx numbers its connections and its processes, so no two entries of one second are quite alike. */
function once(entries: readonly WholeEntry[]): readonly WholeEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ text }) => {
    const [, writer = '', said = ''] = HEAD.exec(text) ?? [];
    if (!DATED.test(said) || !/ \*\d+ /.test(said)) return true;
    const key = `${writer} ${said}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
