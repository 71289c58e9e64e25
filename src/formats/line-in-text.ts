/** Which line a text should have, and where; or which lines it should not have. */
export type LineRule =
  | {
      readonly state: 'present';
      readonly line: string;
      /** The last line that it matches is replaced. */
      readonly regexp: RegExp | null;
      /** Where the line goes if nothing is replaced; null, and a place that isn't found, is the end. */
      readonly insert: Insert | null;
    }
  /** Every line that is the text's, or that the expression matches, goes. */
  | { readonly state: 'absent'; readonly line: string | null; readonly regexp: RegExp | null };

/** The first or last line, or after or before the last line that matches. */
export type Insert = 'BOF' | 'EOF' | { readonly side: 'after' | 'before'; readonly of: RegExp };

/**
 * The text as the rule wants it, by the rules of Ansible's lineinfile; the same text where it is so already. A line that is
 * replaced keeps its ending, a new one gets that of the text's first line. Source: lineinfile.py of ansible-core.
 */
export function withLine(text: string, rule: LineRule): string {
  const lines: readonly string[] = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  if (rule.state === 'absent') return lines.filter((line) => !isUnwanted(content(line), rule)).join('');
  const { line, regexp, insert } = rule;
  const newline = lines[0]?.endsWith('\r\n') === true ? '\r\n' : '\n';
  const matched = regexp === null ? -1 : lines.findLastIndex((each) => regexp.test(content(each)));
  if (matched !== -1) return lines.with(matched, line + (ending(lines[matched] ?? '') || newline)).join('');
  if (lines.some((each) => content(each) === line)) return text;
  const at = indexOf(insert, lines);
  const before = lines.slice(0, at).join('');
  const joint = before === '' || before.endsWith('\n') ? '' : newline;
  return `${before}${joint}${line}${newline}${lines.slice(at).join('')}`;
}

function indexOf(insert: Insert | null, lines: readonly string[]): number {
  if (insert === 'BOF') return 0;
  if (insert === 'EOF' || insert === null) return lines.length;
  const found = lines.findLastIndex((each) => insert.of.test(content(each)));
  if (found === -1) return lines.length;
  return insert.side === 'after' ? found + 1 : found;
}

const isUnwanted = (each: string, { line, regexp }: Extract<LineRule, { readonly state: 'absent' }>): boolean =>
  each === line || regexp?.test(each) === true;

const content = (line: string): string => line.replace(/\r?\n$/, '');
const ending = (line: string): string => line.slice(content(line).length);
