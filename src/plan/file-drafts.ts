import { err, ok, type Result } from '../base/result.ts';
import type { Attributes, ChangeDraft } from './change.ts';
import { draftEdit } from './drafts.ts';
import type { Spot, Stands } from './spot.ts';
import type { World } from './world.ts';

/** Owner, group and mode as they should be; what is left out stays, or is root's and usual for what is made. */
export type Wanted = Partial<Attributes>;

/** Changes that bring about what is wanted, none where it is so already; the error says why there can be none. */
export type FileDrafts = Result<readonly ChangeDraft[], string>;

/**
 * Drafts a file's text, made from the one that it has in this world, null where it isn't there; `edit` answers null where
 * it should not come into being. Where a link stands the file is meant that it leads to.
 */
export function draftText(
  world: World,
  path: string,
  spot: Spot,
  wanted: Wanted,
  edit: (text: string | null) => string | null,
): FileDrafts {
  const { leadsTo, realPath, led } = spot;
  if (led !== null) return err(whyNotFollowed(led));
  if (leadsTo.kind === 'file' && !leadsTo.made) {
    const drafted = draftEdit(world, path, edit);
    if (drafted.kind === 'impossible') return err(drafted.why);
    return ok([...(drafted.kind === 'draft' ? [drafted.change] : []), ...draftAttributes(world, spot, wanted)]);
  }
  const made = madeAt(world, realPath);
  const isFile = made?.kind === 'create-file' && leadsTo.kind === 'file';
  const why = isFile ? null : whyNothingMade(world, path, spot);
  if (why !== null) return err(why);
  const after = edit(isFile ? made.after : null);
  if (after === null) return err(`there is no file ${path}`);
  const attributes = { ...(isFile ? leadsTo.attributes : USUAL_FILE), ...wanted };
  if (isFile && after === made.after && isSame(leadsTo.attributes, attributes)) return ok([]);
  return ok([{ kind: 'create-file', path: realPath, ...attributes, after }]);
}

/** Why a link isn't followed, and what would have it be. */
export const whyNotFollowed = (led: string): string => `${led}; it is followed only with \`follow: true\``;

const USUAL_FILE: Attributes = { owner: 'root', group: 'root', mode: '0644' };

/** Drafts owner, group and mode of the file or folder that a path leads to. */
export function draftAttributes(world: World, spot: Spot, wanted: Wanted): readonly ChangeDraft[] {
  const { leadsTo, realPath } = spot;
  if (leadsTo.kind !== 'file' && leadsTo.kind !== 'directory') return [];
  const after = { ...leadsTo.attributes, ...wanted };
  if (isSame(leadsTo.attributes, after)) return [];
  const made = madeAt(world, realPath);
  if (made !== null) return [{ ...made, ...after }];
  return [{ kind: 'set-attributes', path: realPath, expect: leadsTo.attributes, after }];
}

/** Why nothing can come into being at a path; null where it can. */
export function whyNothingMade(
  { planned }: World,
  path: string,
  { stands, place, missingFolders }: Spot,
): string | null {
  const [missing] = missingFolders;
  if (stands.kind === 'link') return `${path} is a link to ${stands.target}, which leads nowhere`;
  if (stands.kind !== 'nothing') return `${path} is ${nameOf(stands)}`;
  if (missing !== undefined) return `there is no folder ${missing}; \`file\` with \`state: directory\` makes it`;
  const goes = planned.some((change) => 'path' in change && change.path === place);
  return goes ? `an earlier step of this play removes ${path}` : null;
}

/** What stands somewhere, as people say it. */
export function nameOf(stands: Stands): string {
  switch (stands.kind) {
    case 'nothing':
      return 'nothing';
    case 'file':
      return 'a file';
    case 'directory':
      return 'a folder';
    case 'link':
      return `a link to ${stands.target}`;
    case 'other':
      return stands.what;
  }
}

const shown = ({ owner, group, mode }: Attributes): string => `${owner}:${group} ${mode}`;

const isSame = (one: Attributes, other: Attributes): boolean => shown(one) === shown(other);

/** What an earlier step of the play makes there: planned as a whole again where it should be otherwise. */
function madeAt({ planned }: World, place: string) {
  const made = planned.findLast((change) => 'path' in change && change.path === place);
  return made?.kind === 'create-file' || made?.kind === 'make-directory' ? made : null;
}
