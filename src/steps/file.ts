import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ChangeDraft } from '../plan/change.ts';
import { draftTestsFor } from '../plan/drafts.ts';
import {
  draftAttributes,
  draftText,
  type FileDrafts,
  nameOf,
  type Wanted,
  whyNotFollowed,
  whyNothingMade,
} from '../plan/file-drafts.ts';
import { type Spot, spotAt } from '../plan/spot.ts';
import { type World, whyUnread } from '../plan/world.ts';
import { followed, mistake, pathArgument, placeArgument, textArgument, wantedArguments } from './arguments.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changes, misread, mistakeOf, refused, unchanged } from './outcome.ts';

const STATES = ['file', 'directory', 'link', 'absent'] as const;

/** What should be at a path; null: whatever is there. */
interface Meant {
  readonly path: string;
  readonly state: (typeof STATES)[number] | null;
  readonly wanted: Wanted;
  readonly target: string;
}

/** Has a file, a folder or a link, or none, at a path, and gives what is there its owner, group and mode. */
export const file = defineStep({
  name: 'file',
  summary: 'have a file, a folder or a link, or none, at a path, with this owner, group and mode',
  arguments: {
    path: { takes: 'path', about: 'where', required: 'always' },
    state: { takes: 'word', words: STATES, about: 'what should be there; default: what is there' },
    owner: { takes: 'text', about: 'the name of a user' },
    group: { takes: 'text', about: 'the name of a group' },
    mode: { takes: 'mode', about: 'octal digits in quotes; default of what is made: "0644", of a folder "0755"' },
    target: { takes: 'text', about: 'where the link leads, for `state: link`' },
    follow: { takes: 'boolean', about: "whether a link of somebody's may lead to what is theirs; default: no" },
  },
  asks: (given) => {
    const path = pathArgument(given, 'path');
    // To put back what it removes, it must know it whole.
    return path === null ? [] : [{ kind: given['state'] === 'absent' ? 'file' : 'path', path, ...followed(given) }];
  },
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ world, with: given }) => {
    const meant = read(given);
    if (!meant.ok) return misread(meant.error);
    const { path } = meant.value;
    const spot = spotAt(world, path, given['follow'] === true);
    if (!spot.ok) return refused(spot.error);
    const drafts = draft(world, meant.value, spot.value);
    if (!drafts.ok) return refused(drafts.error);
    if (drafts.value.length === 0) return unchanged(`${path} is so already`);
    const isSeen = drafts.value.some(({ kind }) => kind !== 'set-attributes');
    return changes(...drafts.value, ...(isSeen ? draftTestsFor(world, spot.value.place) : []));
  },
});

function read(given: JsonObject): Result<Meant, ArgumentMistake> {
  const path = placeArgument(given, 'path');
  if (!path.ok) return path;
  const wanted = wantedArguments(given);
  if (!wanted.ok) return wanted;
  const target = textArgument(given, 'target') ?? '';
  const named = given['state'] ?? null;
  const state = STATES.find((each) => each === named) ?? null;
  if (state === null && named !== null) return mistake('state', `\`state\` must be one of ${STATES.join(', ')}`);
  if (state !== 'link' && target !== '') return mistake('target', '`target` belongs to `state: link`');
  if (state === 'link' && target === '') return mistake('target', '`target` must say where the link leads');
  if ((state === 'link' || state === 'absent') && Object.keys(wanted.value).length > 0) {
    return mistake('state', `with \`state: ${state}\` there is nothing to give an owner, group or mode`);
  }
  return ok({ path: path.value, state, wanted: wanted.value, target });
}

function draft(world: World, { path, state, wanted, target }: Meant, spot: Spot): FileDrafts {
  const { leadsTo, led } = spot;
  if (led !== null && state !== 'link' && state !== 'absent') return err(whyNotFollowed(led));
  const isThere = leadsTo.kind === (state ?? leadsTo.kind) && (leadsTo.kind === 'file' || leadsTo.kind === 'directory');
  if (isThere) return ok(draftAttributes(world, spot, wanted));
  switch (state) {
    case 'file':
      return draftText(world, path, spot, wanted, (text) => text ?? '');
    case 'directory':
      return makeFolders(world, path, spot, wanted);
    case 'link':
      return setLink(world, path, spot, target);
    case 'absent':
      return remove(world, path, spot);
    case null:
      return err(`${path} is ${nameOf(leadsTo)}; \`state\` says what should be there`);
  }
}

/** Folders on the way that are missing are made too, as Ansible makes them: with the same owner, group and mode. */
function makeFolders(world: World, path: string, spot: Spot, wanted: Wanted): FileDrafts {
  const why = whyNothingMade(world, path, { ...spot, missingFolders: [] });
  if (why !== null) return err(why);
  const attributes = { owner: 'root', group: 'root', mode: '0755', ...wanted };
  return ok(
    [...spot.missingFolders, spot.place].map(
      (folder): ChangeDraft => ({
        kind: 'make-directory',
        path: folder,
        ...attributes,
      }),
    ),
  );
}

function setLink(world: World, path: string, spot: Spot, target: string): FileDrafts {
  const { stands, place } = spot;
  if (stands.kind === 'link' && stands.target === target) return ok([]);
  const before = stands.kind === 'link' ? stands.target : null;
  const why = before === null ? whyNothingMade(world, path, spot) : null;
  if (why !== null) return err(stands.kind === 'nothing' ? why : `${why}, and only a link is replaced by a link`);
  return ok([{ kind: 'set-link', path: place, before, after: target }]);
}

/** Only what can be put back is removed: a file that was read whole, an empty folder, a link. */
function remove(world: World, path: string, { stands, place, content }: Spot): FileDrafts {
  if (stands.kind === 'nothing') return ok([]);
  const isTouched = world.planned.some((change) => 'path' in change && change.path === place);
  if (isTouched) return err(`an earlier step of this play changes ${path}`);
  switch (stands.kind) {
    case 'link':
      return ok([{ kind: 'set-link', path: place, before: stands.target, after: null }]);
    case 'directory':
      if (!stands.isEmpty) return err(`${path} is not empty, and only an empty folder is removed`);
      return ok([{ kind: 'remove-directory', path: place, expect: stands.attributes }]);
    case 'file': {
      if (stands.names > 1) return err(`${path} has ${stands.names} names, which could not be joined again`);
      if (content.state !== 'known') return err(whyUnread(world, path));
      const { state, lossless, text } = content.value;
      const before = lossless ? text : null;
      return ok([{ kind: 'remove-file', path: place, expect: state, before }]);
    }
    case 'other':
      return err(`${path} is ${stands.what}, which is not removed`);
  }
}
