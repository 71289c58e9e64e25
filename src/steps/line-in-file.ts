import type { JsonObject } from '../base/json.ts';
import { ok, type Result } from '../base/result.ts';
import { type Insert, type LineRule, withLine } from '../formats/line-in-text.ts';
import { draftTestsFor } from '../plan/drafts.ts';
import { draftText } from '../plan/file-drafts.ts';
import { spotAt } from '../plan/spot.ts';
import { followed, mistake, pathArgument, placeArgument, textArgument } from './arguments.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changes, misread, mistakeOf, refused, unchanged } from './outcome.ts';

/** Sees to it that a line is in a file, or is not, as Ansible's lineinfile does; its place in Ansible's words too. */
export const lineInFile = defineStep({
  name: 'line_in_file',
  summary: 'have a line in a file, or none like it',
  arguments: {
    path: { takes: 'path', about: 'the file', required: 'always' },
    line: { takes: 'text', about: 'the line as it should be', required: 'always', or: ['regexp'] },
    regexp: { takes: 'regexp', about: 'of the lines that this matches the last is replaced, or all are removed' },
    state: { takes: 'word', words: ['present', 'absent'], about: 'default: present' },
    insertafter: { takes: 'regexp', about: 'EOF, BOF, or what the line before it matches, if none is replaced' },
    create: { takes: 'boolean', about: 'whether to make a file that is missing; default: no' },
    follow: { takes: 'boolean', about: "whether a link of somebody's may lead to what is theirs; default: no" },
    insertbefore: { takes: 'regexp', about: 'BOF, or what the line after it matches, if none is replaced' },
  },
  asks: (given) => {
    const path = pathArgument(given, 'path');
    return path === null ? [] : [{ kind: 'file', path, ...followed(given) }];
  },
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ world, with: given }) => {
    const meant = read(given);
    if (!meant.ok) return misread(meant.error);
    const { path, rule } = meant.value;
    const spot = spotAt(world, path, given['follow'] === true);
    if (!spot.ok) return refused(spot.error);
    const isMade = given['create'] === true && rule.state === 'present';
    const drafts = draftText(world, path, spot.value, {}, (text) =>
      text === null && !isMade ? null : withLine(text ?? '', rule),
    );
    if (!drafts.ok) return refused(drafts.error);
    if (drafts.value.length === 0) return unchanged(`${path} has it so already`);
    return changes(...drafts.value, ...draftTestsFor(world, spot.value.realPath));
  },
});

interface Meant {
  readonly path: string;
  readonly rule: LineRule;
}

function read(given: JsonObject): Result<Meant, ArgumentMistake> {
  const path = placeArgument(given, 'path');
  if (!path.ok) return path;
  const rule = ruleOf(given);
  return rule.ok ? ok({ path: path.value, rule: rule.value }) : rule;
}

function ruleOf(given: JsonObject): Result<LineRule, ArgumentMistake> {
  const line = textIn(given, 'line');
  const regexp = expressionIn(given, 'regexp');
  if (!regexp.ok) return regexp;
  if (line !== null && /[\n\r]/.test(line)) return mistake('line', '`line` must be one line');
  const state = textArgument(given, 'state') ?? 'present';
  if (state === 'absent') {
    if (line === null && regexp.value === null) return mistake('line', '`line` or `regexp` must say which lines go');
    return ok({ state, line, regexp: regexp.value });
  }
  if (state !== 'present') return mistake('state', '`state` must be present or absent');
  if (line === null) return mistake('line', '`line` must say what the line is');
  const insert = insertIn(given);
  return insert.ok ? ok({ state, line, regexp: regexp.value, insert: insert.value }) : insert;
}

function insertIn(given: JsonObject): Result<Insert | null, ArgumentMistake> {
  const sides = (['after', 'before'] as const).filter((side) => textIn(given, `insert${side}`) !== null);
  const [side, other] = sides;
  if (side === undefined) return ok(null);
  if (other !== undefined)
    return mistake(`insert${other}`, 'only one of `insertafter` and `insertbefore` can say where the line goes');
  const words = textIn(given, `insert${side}`);
  if (words === 'BOF' || (words === 'EOF' && side === 'after')) return ok(words);
  const of = expressionIn(given, `insert${side}`);
  if (!of.ok) return of;
  return ok(of.value === null ? null : { side, of: of.value });
}

/** It comes from the playbook's author, and meets one line at a time of a text that is bounded. */
function expressionIn(given: JsonObject, name: string): Result<RegExp | null, ArgumentMistake> {
  const source = textIn(given, name);
  if (source === null) return ok(null);
  try {
    return ok(new RegExp(source));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return mistake(name, `\`${name}\` is no expression: ${why}`);
  }
}

/** An empty text is a line too. */
const textIn = (given: JsonObject, name: string): string | null => {
  const value = given[name];
  return typeof value === 'string' ? value : null;
};
