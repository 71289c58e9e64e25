import type { Json, JsonObject } from '../base/json.ts';
import { setOption } from '../formats/fpm/edit.ts';
import type { ChangeDraft } from '../plan/change.ts';
import { type Drafted, draftEdit, draftFpmGate, draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
import { type World, withChanges } from '../plan/world.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { draftWord, type NginxWord } from './nginx-word.ts';
import { changes, refused, unchanged } from './outcome.ts';

/** Moves a pool's socket, and every address in nginx's files that leads to it, in one transaction. */
export const moveSocket = defineStep({
  name: 'move_socket',
  summary: "have a pool listen on another path and nginx ask there; both programs' tests; restart, reload",
  arguments: {},
  plan: ({ world, with: given }) => {
    const file = textArgument(given, 'file');
    const section = textArgument(given, 'section');
    const path = textArgument(given, 'path');
    const unit = textArgument(given, 'unit');
    const words = wordsOf(given);
    if (file === null || section === null || path === null || unit === null || words === null) {
      return refused('no finding names the pool and its socket');
    }
    if (!/^\/run\/[\w./-]+$/.test(path)) return refused(`${path} is not below /run`);
    const nginx = nginxUnit(world);
    if (nginx === null) return refused('no unit runs nginx, so systemd cannot reload it');
    const edits = draftAll(world, [
      (at) => draftEdit(at, file, `[${section}] listen = ${path}`, (text) => setOption(text, section, 'listen', path)),
      ...words.map((word) => (at: World) => draftWord(at, word)),
    ]);
    if (!Array.isArray(edits)) return refused(edits);
    if (edits.length === 0) return unchanged(`${section} is at ${path} already`);
    const restart = draftService(world, unit, 'restart');
    const reload = draftService(world, nginx, 'reload');
    if (restart.kind !== 'draft') return refused(restart.kind === 'impossible' ? restart.why : `${unit} needs nothing`);
    if (reload.kind !== 'draft') return refused(reload.kind === 'impossible' ? reload.why : `${nginx} needs nothing`);
    return changes(...edits, draftFpmGate(world, unit), draftNginxGate(world), restart.change, reload.change);
  },
});

/** Each edit is made in the text that those before it left; the reason where one can't be made. */
function draftAll(world: World, drafts: readonly ((world: World) => Drafted)[]): ChangeDraft[] | string {
  let at = world;
  const edits: ChangeDraft[] = [];
  for (const draft of drafts) {
    const drafted = draft(at);
    if (drafted.kind === 'impossible') return drafted.why;
    if (drafted.kind === 'unchanged') continue;
    edits.push(drafted.change);
    at = withChanges(at, [drafted.change]);
  }
  return edits;
}

function wordsOf({ words }: JsonObject): readonly NginxWord[] | null {
  if (!Array.isArray(words) || words.length === 0) return null;
  const read = words.map((word: Json) => {
    const given = isObject(word) ? word : {};
    const file = textArgument(given, 'file');
    const from = textArgument(given, 'from');
    const to = textArgument(given, 'to');
    const line = numberArgument(given, 'line');
    const start = numberArgument(given, 'start');
    return file === null || from === null || to === null || line === null || start === null
      ? null
      : { file, line, start, from, to };
  });
  return read.every((word) => word !== null) ? read : null;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
