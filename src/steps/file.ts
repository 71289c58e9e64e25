import type { ChangeDraft } from '../plan/change.ts';
import { draftTestsFor } from '../plan/drafts.ts';
import {
  draftAttributes,
  draftText,
  type FileDrafts,
  nameOf,
  making,
  type Wanted,
  whyNothingMade,
} from '../plan/file-drafts.ts';
import { folderOf, type Spot, spotAt } from '../plan/spot.ts';
import { type World, whyUnread } from '../plan/world.ts';
import { err, ok } from '../base/result.ts';
import { pathArgument, textArgument, wantedArguments } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

const STATES = ['file', 'directory', 'link', 'absent'] as const;

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
  },
  asks: (given) => {
    const path = pathArgument(given, 'path');
    // To put back what it removes, it must know it whole.
    return path === null ? [] : [{ kind: given['state'] === 'absent' ? 'file' : 'path', path }];
  },
  plan: ({ world, with: given }) => {
    const path = pathArgument(given, 'path');
    if (path === null) return refused('`path` must be a path from the root');
    const wanted = wantedArguments(given);
    if (!wanted.ok) return refused(wanted.error);
    const spot = spotAt(world, path);
    if (!spot.ok) return refused(spot.error);
    const drafts = draft(
      world,
      path,
      spot.value,
      textArgument(given, 'state'),
      wanted.value,
      textArgument(given, 'target'),
    );
    if (!drafts.ok) return refused(drafts.error);
    if (drafts.value.length === 0) return unchanged(`${path} is so already`);
    const isSeen = drafts.value.some(({ kind }) => kind !== 'set-attributes');
    return changes(...drafts.value, ...(isSeen ? draftTestsFor(world, spot.value.place) : []));
  },
});

function draft(
  world: World,
  path: string,
  spot: Spot,
  state: string | null,
  wanted: Wanted,
  target: string | null,
): FileDrafts {
  const { leadsTo } = spot;
  switch (state) {
    case 'file':
      if (leadsTo.kind === 'file') return ok(draftAttributes(world, path, spot, wanted));
      return draftText(world, path, spot, wanted, (text) => text ?? '');
    case 'directory':
      return leadsTo.kind === 'directory'
        ? ok(draftAttributes(world, path, spot, wanted))
        : makeFolders(world, path, spot, wanted);
    case 'link':
      if (target === null) return err('`target` must say where the link leads');
      if (Object.keys(wanted).length > 0) return err('a link has no owner, group and mode of its own here');
      return setLink(world, path, spot, target);
    case 'absent':
      return remove(world, path, spot);
    case null:
      if (leadsTo.kind !== 'file' && leadsTo.kind !== 'directory') {
        return err(`${path} is ${nameOf(leadsTo)}; \`state\` says what should be there`);
      }
      return ok(draftAttributes(world, path, spot, wanted));
    default:
      return err(`\`state\` must be one of ${STATES.join(', ')}`);
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
        summary: making(folder, attributes),
        path: folder,
        ...attributes,
      }),
    ),
  );
}

function setLink(world: World, path: string, spot: Spot, target: string): FileDrafts {
  const { stands, place } = spot;
  const isLink = stands.kind === 'link';
  if (isLink && stands.target === target) return ok([]);
  const why = isLink ? null : whyNothingMade(world, path, spot);
  if (why !== null)
    return err(isLink || stands.kind === 'nothing' ? why : `${why}, and only a link is replaced by a link`);
  const before = isLink ? stands.target : null;
  return ok([{ kind: 'set-link', summary: `link ${path} to ${target}`, path: place, before, after: target }]);
}

/** Only what can be put back is removed: a file that was read whole, an empty folder, a link. */
function remove(world: World, path: string, { stands, place, content }: Spot): FileDrafts {
  const isTouched = world.planned.some((change) => 'path' in change && change.path === place);
  if (stands.kind === 'nothing') return ok([]);
  if (isTouched) return err(`an earlier step of this play changes ${path}`);
  switch (stands.kind) {
    case 'link':
      return ok([
        { kind: 'set-link', summary: `remove the link ${path}`, path: place, before: stands.target, after: null },
      ]);
    case 'directory':
      if (!stands.isEmpty) return err(`${path} is not empty, and only an empty folder is removed`);
      return ok([{ kind: 'remove-directory', summary: `remove ${path}/`, path: place, expect: stands.attributes }]);
    case 'file':
      if (stands.names > 1) return err(`${path} has ${stands.names} names, which could not be joined again`);
      if (content.state !== 'known') return err(whyUnread(world, path));
      return ok([
        {
          kind: 'remove-file',
          summary: `remove ${path}`,
          path: place,
          expect: content.value.state,
          before: content.value.lossless ? content.value.text : null,
        },
      ]);
    case 'other':
      return err(`${path} is ${stands.what}, in the folder ${folderOf(place)}`);
  }
}
