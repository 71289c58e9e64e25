import { draftTestsFor } from '../plan/drafts.ts';
import { draftText } from '../plan/file-drafts.ts';
import { spotAt } from '../plan/spot.ts';
import { pathArgument, wantedArguments, writtenText } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

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
  },
  asks: (given) => {
    const path = pathArgument(given, 'dest');
    return path === null ? [] : [{ kind: 'file', path }];
  },
  plan: ({ world, with: given }) => {
    const path = pathArgument(given, 'dest');
    if (path === null) return refused('`dest` must name a file from the root');
    const text = writtenText(given['content'] ?? null);
    if (text === null) return refused('`content` must be a text');
    const wanted = wantedArguments(given);
    if (!wanted.ok) return refused(wanted.error);
    const spot = spotAt(world, path);
    if (!spot.ok) return refused(spot.error);
    const drafts = draftText(world, path, spot.value, wanted.value, () => text);
    if (!drafts.ok) return refused(drafts.error);
    if (drafts.value.length === 0) return unchanged(`${path} has it so already`);
    return changes(...drafts.value, ...draftTestsFor(world, spot.value.realPath));
  },
});
