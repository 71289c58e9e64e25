import type { Json, JsonObject } from '../base/json.ts';
import { setOption } from '../formats/fpm/edit.ts';
import { draftEdit } from '../plan/drafts.ts';
import type { World } from '../plan/world.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { draftAll } from './draft-all.ts';
import { makeBothLive } from './make-both-live.ts';
import { draftWord, type NginxWord } from './nginx-word.ts';
import { refused, unchanged } from './outcome.ts';

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
    const edits = draftAll(world, [
      (at) => draftEdit(at, file, (text) => setOption(text, section, 'listen', path)),
      ...words.map((word) => (at: World) => draftWord(at, word)),
    ]);
    if (typeof edits === 'string') return refused(edits);
    return edits.length === 0 ? unchanged(`${section} is at ${path} already`) : makeBothLive(world, edits, unit);
  },
});

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
