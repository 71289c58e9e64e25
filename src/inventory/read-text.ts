import type { Mistake } from '../base/user-error.ts';
import { parseYamlDocument, type YamlDocument } from '../formats/yaml/parse.ts';
import { sortMistakes } from '../formats/yaml/sort-mistakes.ts';
import type { InventoryDraft } from './draft.ts';
import { readIni } from './ini/read-ini.ts';
import { readGroups } from './read-groups.ts';
import type { TextFile } from './source.ts';

/**
 * Reads a text into the draft as Ansible does: a file called .yml, .yaml, .json, or by no extension is YAML if it reads as
 * YAML; any other is INI.
 */
export function readTextFile(draft: InventoryDraft, source: TextFile): readonly Mistake[] {
  const { file, text, isSecret } = source;
  const extension = extensionOf(file);
  if (extension === '.toml') {
    const message = "this is TOML, which isn't read here";
    const hint = 'write it anew: `ansible-inventory -i FILE --list --yaml --export > inventory.yml`';
    return [{ code: 'toml-inventory', message, place: { file, line: 1, column: 1 }, hint }];
  }
  if (!['', '.yml', '.yaml', '.json'].includes(extension)) return readIni(draft, source);
  const document = parseYamlDocument(file, text);
  return isIni(document, text, extension)
    ? readIni(draft, source)
    : sortMistakes(readGroups(draft, document, isSecret));
}

/** Whether a file that may be YAML is meant to be INI; broken YAML stays what it looks like, for its mistakes' sake. */
function isIni({ root }: YamlDocument, text: string, extension: string): boolean {
  if (root?.kind === 'map') return false;
  const [first = ''] = text.split('\n').filter((line) => !/^\s*(?:[#;]|$)/.test(line));
  if (/^\s*\[[^\]]+\]\s*(?:#.*)?$/.test(first)) return true;
  return extension === '' && !/^(?:---|- |\s*[^\s:=]+:(?:\s|$))/.test(first);
}

function extensionOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot);
}
