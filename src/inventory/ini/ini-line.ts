/** What one line of an INI inventory is, offsets counted from the start of the line. */
export type IniLine =
  | { readonly kind: 'section'; readonly group: string; readonly section: string }
  | { readonly kind: 'bad-section' }
  | { readonly kind: 'entry'; readonly text: string };

/** An entry of a file: its line's number, from 1, and how far it is indented. */
export interface NumberedLine {
  readonly line: IniLine;
  readonly number: number;
  readonly indent: number;
}

// What Python's splitlines takes for the end of a line.
const LINE_END = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/u;
const SECTION = /^\[([^:\]\s]+)(?::([\p{L}\p{N}_]+))?\]\s*(?:#.*)?$/u;

/** The lines of an INI inventory that say something. Source: Ansible, plugins/inventory/ini.py. */
export function iniLines(text: string): readonly NumberedLine[] {
  return text.split(LINE_END).flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || /^[;#]/.test(line)) return [];
    return [{ line: iniLine(line), number: index + 1, indent: raw.length - raw.trimStart().length }];
  });
}

function iniLine(line: string): IniLine {
  const [, group, section = 'hosts'] = SECTION.exec(line) ?? [];
  if (group !== undefined) return { kind: 'section', group, section };
  return line.startsWith('[') && line.endsWith(']') ? { kind: 'bad-section' } : { kind: 'entry', text: line };
}
