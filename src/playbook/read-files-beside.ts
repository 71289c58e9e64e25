import type { Json, JsonObject } from '../base/json.ts';
import type { YamlEntry } from '../formats/yaml/node.ts';
import type { Say } from '../formats/yaml/say.ts';
import { isTemplate } from '../inventory/template-names.ts';
import type { Step } from '../steps/define-step.ts';
import type { ReadBeside } from './read-vars.ts';

/** As much as a host is asked for of a file. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * The arguments of a step with the texts of the files that they name, each as the argument that it stands for. A file is
 * looked for in `files/` beside the playbook, then beside it; its text is taken as it is, whatever tags are in it.
 */
export function withFilesBeside(
  { value }: YamlEntry,
  given: JsonObject,
  known: Step['arguments'],
  read: ReadBeside | undefined,
  say: Say,
): JsonObject {
  const texts: Record<string, Json> = {};
  for (const { name, value: node } of value.kind === 'map' ? value.entries : []) {
    const argument = Object.hasOwn(known, name) ? known[name] : undefined;
    const path = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
    if (argument?.takes !== 'beside' || path === null) continue;
    if (isTemplate(path)) {
      say(
        node,
        'template',
        `\`${name}\` is read before any host is known`,
        `write the path itself, or give \`${argument.as}\``,
      );
      continue;
    }
    if (Object.hasOwn(given, argument.as)) {
      say(node, 'wrong-value', `\`${name}\` and \`${argument.as}\` both say what the text is`, 'leave one of them out');
    }
    const inFiles = path.startsWith('/') ? undefined : read?.(`files/${path}`);
    const file = inFiles?.ok === true ? inFiles : read?.(path);
    if (file?.ok !== true) say(node, 'no-file', `${path} can't be read: ${file?.error ?? 'there are no files here'}`);
    else if (file.value.text.includes('\uFFFD'))
      say(node, 'not-utf8', `${path} isn't UTF-8, so it can't be shown as a text`);
    else if (file.value.text.length > MOST_CHARACTERS) say(node, 'too-large', `${path} is larger than 1 MiB`);
    else texts[argument.as] = file.value.text;
  }
  return { ...given, ...texts };
}
