import type { ChangeDraft } from '../plan/change.ts';
import type { Drafted } from '../plan/drafts.ts';
import { type World, withChanges } from '../plan/world.ts';

/** Drafts edits one after another, each made in the text that those before it left; the reason where one can't be made. */
export function draftAll(
  world: World,
  drafts: readonly ((world: World) => Drafted)[],
): readonly ChangeDraft[] | string {
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
