import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { draftTestsFor } from '../plan/drafts.ts';
import { draftText, type Wanted } from '../plan/file-drafts.ts';
import { spotAt } from '../plan/spot.ts';
import { followed, pathArgument, placeArgument, wantedArguments, writtenText } from './arguments.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changes, misread, mistakeOf, refused, unchanged } from './outcome.ts';

/** Gives a file this text, owner, group and mode; a file that isn't there is made. */
export const copy = defineStep({
  name: 'copy',
  summary: 'give a file a text, owner, group and mode; make it where it is missing',
  arguments: {
    dest: { takes: 'path', about: 'the file', required: 'always' },
    content: { takes: 'value', about: 'its text', required: 'always', or: ['src'] },
    src: {
      takes: 'beside',
      as: 'content',
      about: 'a file whose text it is: in files/ beside the playbook, or beside it',
    },
    owner: { takes: 'text', about: 'the name of a user; default of a new file: root' },
    group: { takes: 'text', about: 'the name of a group; default of a new file: root' },
    mode: { takes: 'mode', about: 'octal digits in quotes; default of a new file: "0644"' },
    follow: { takes: 'boolean', about: "whether a link of somebody's may lead to what is theirs; default: no" },
  },
  asks: (given) => {
    const path = pathArgument(given, 'dest');
    return path === null ? [] : [{ kind: 'file', path, ...followed(given) }];
  },
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ world, with: given }) => {
    const meant = read(given);
    if (!meant.ok) return misread(meant.error);
    const { path, text, wanted } = meant.value;
    const spot = spotAt(world, path, given['follow'] === true);
    if (!spot.ok) return refused(spot.error);
    const drafts = draftText(world, path, spot.value, wanted, () => text);
    if (!drafts.ok) return refused(drafts.error);
    if (drafts.value.length === 0) return unchanged(`${path} has it so already`);
    return changes(...drafts.value, ...draftTestsFor(world, spot.value.realPath));
  },
});

interface Meant {
  readonly path: string;
  readonly text: string;
  readonly wanted: Wanted;
}

function read(given: JsonObject): Result<Meant, ArgumentMistake> {
  const path = placeArgument(given, 'dest');
  if (!path.ok) return path;
  const text = writtenText(given['content'] ?? null);
  if (text === null) return err({ argument: 'content', message: '`content` must be a text' });
  const wanted = wantedArguments(given);
  return wanted.ok ? ok({ path: path.value, text, wanted: wanted.value }) : wanted;
}
