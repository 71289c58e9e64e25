import type { Json } from '../../base/json.ts';
import type { Place } from '../../base/place.ts';
import type { Mistake } from '../../base/user-error.ts';
import { didYouMean } from '../../formats/nearest-word.ts';
import { pythonLiteral } from '../../formats/python/literal.ts';
import { addHosts } from '../add-hosts.ts';
import { groupIn, type InventoryDraft, setGroupVar, type Var } from '../draft.ts';
import type { TextFile } from '../source.ts';
import { expectedGroups } from './expected-groups.ts';
import { type HostWord, splitHostLine } from './host-words.ts';
import { type IniLine, iniLines } from './ini-line.ts';

const SECTIONS = ['hosts', 'children', 'vars'];
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/u;

/** Reads one INI inventory into the draft, by all the odd rules of Ansible's own reader (plugins/inventory/ini.py). */
export function readIni(draft: InventoryDraft, { file, text, isSecret }: TextFile): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const expected = expectedGroups(draft);
  const say = (place: Place, code: string, message: string, hint?: string | null): void => {
    mistakes.push({ code, message, place, ...(hint === undefined || hint === null ? {} : { hint }) });
  };
  const asVar = (value: string, place: Place): Var => ({
    value: valueOf(value),
    place,
    ...(isSecret === true ? { isSecret } : {}),
  });
  let group = 'ungrouped';
  let section = 'hosts';

  function begin(line: Extract<IniLine, { readonly kind: 'section' }>, place: Place): void {
    ({ group, section } = line);
    if (!SECTIONS.includes(section)) {
      const hint = didYouMean(section, SECTIONS) ?? 'a section is `[group]`, `[group:children]` or `[group:vars]`';
      say(place, 'unknown-section', `\`[${group}:${section}]\` is no section that is known`, hint);
    } else if (section === 'vars') expected.expectVars(group, place);
    else expected.declare(group);
  }

  function readVar(line: string, placeAt: (offset: number) => Place): void {
    const split = line.indexOf('=');
    const name = line.slice(0, split).trim();
    if (split < 0 || name === '') {
      say(placeAt(0), 'bad-variable', 'a variable of a group is written `name=value`', 'add `=` and the value');
      return;
    }
    const value = line.slice(split + 1);
    const place = placeAt(split + 1 + value.length - value.trimStart().length);
    const wrong = setGroupVar(groupIn(draft, group), name, asVar(value.trim(), place));
    if (wrong !== null) mistakes.push(wrong);
  }

  function readChild(line: string, place: Place): void {
    const [, name] = GROUP_NAME.exec(line) ?? [];
    if (name === undefined) {
      const hint = line.includes('=')
        ? `variables go below \`[${group}:vars]\``
        : 'each group stands on a line of its own';
      say(place, 'bad-group-name', `the name of a group is expected here, not ${JSON.stringify(line)}`, hint);
    } else if (name === 'all') {
      const hint = 'every group is in `all` already: leave this out';
      say(place, 'group-loop', `\`all\` can't be a child of \`${group}\``, hint);
    } else expected.expectChild(group, name, place);
  }

  function readHost(line: string, placeAt: (offset: number) => Place): void {
    const words = splitHostLine(line);
    if (!words.ok) {
      say(placeAt(0), 'bad-quotes', words.error, 'put a value that has blanks or `#` between two equal quotes');
      return;
    }
    const [host, ...rest] = words.value;
    if (host === undefined) return;
    const vars = rest.flatMap((word) => readHostVar(word, placeAt));
    const wrong = wrongHost(host.text) ?? addHosts(draft, groupIn(draft, group), host.text, vars, placeAt(0));
    if (wrong !== null) mistakes.push({ ...wrong, place: placeAt(0) });
  }

  function readHostVar({ text: word, offset }: HostWord, placeAt: (offset: number) => Place): readonly [string, Var][] {
    const split = word.indexOf('=');
    if (split > 0) return [[word.slice(0, split), asVar(word.slice(split + 1), placeAt(offset + split + 1))]];
    const hint = 'a host stands on a line of its own, after it only `name=value`, with no blanks around `=`';
    say(placeAt(offset), 'bad-variable', `\`name=value\` is expected here, not ${JSON.stringify(word)}`, hint);
    return [];
  }

  for (const { line, number, indent } of iniLines(text)) {
    const placeAt = (offset: number): Place => ({ file, line: number, column: indent + offset + 1 });
    if (line.kind === 'section') begin(line, placeAt(0));
    else if (line.kind === 'bad-section') {
      const hint = 'a section is `[group]`, `[group:children]` or `[group:vars]`, with no blanks in it';
      say(placeAt(0), 'bad-section', 'this is no section', hint);
    } else if (section === 'vars') readVar(line.text, placeAt);
    else if (section === 'children') readChild(line.text, placeAt(0));
    else if (section === 'hosts') readHost(line.text, placeAt);
  }
  return [...mistakes, ...expected.mistakes()];
}

/** A literal of Python's is what it says, anything else text. */
function valueOf(text: string): Json {
  const literal = pythonLiteral(text);
  return literal === undefined ? text : literal;
}

function wrongHost(name: string): Pick<Mistake, 'code' | 'message' | 'hint'> | null {
  if (name === '---') {
    const hint = 'name the file .yml if it is one, or take this line out';
    return { code: 'bad-host-name', message: '`---` is the beginning of a YAML file', hint };
  }
  if (!/^[^[\]]*[^:[\]]:$/u.test(name)) return null;
  const hint = 'take the colon away, or write the port after it';
  return { code: 'bad-host-name', message: `the name of a host doesn't end with a colon: \`${name}\``, hint };
}
