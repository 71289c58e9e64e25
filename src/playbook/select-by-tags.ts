import type { PlayStep } from './playbook.ts';

/** Which steps of a playbook are wanted, by their tags. */
export interface TagChoice {
  /** Empty: all but those tagged `never`. */
  readonly tags: readonly string[];
  readonly skip: readonly string[];
}

/** Whether a step is wanted, by Ansible's rules: `always` and `never` on steps; `all`, `tagged` and `untagged` as a choice. */
export function isWanted(
  { tags: own = [], handler }: Pick<PlayStep, 'tags' | 'handler'>,
  { tags, skip }: TagChoice,
): boolean {
  // Whether a handler is wanted is for the steps to say that notify it.
  return handler !== undefined || (isChosen(own, tags) && !isSkipped(own, skip));
}

function isChosen(own: readonly string[], chosen: readonly string[]): boolean {
  if (own.some((tag) => chosen.includes(tag))) return true;
  if (own.includes('always')) return true;
  if (own.includes('never')) return false;
  if (chosen.length === 0 || chosen.includes('all')) return true;
  return chosen.includes(own.length > 0 ? 'tagged' : 'untagged');
}

function isSkipped(own: readonly string[], skipped: readonly string[]): boolean {
  if (own.some((tag) => skipped.includes(tag))) return true;
  if (skipped.includes('all')) return !own.includes('always');
  return skipped.includes(own.length > 0 ? 'tagged' : 'untagged');
}
