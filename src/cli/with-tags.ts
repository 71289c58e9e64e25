import { UserError } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { isWanted, type TagChoice } from '../playbook/select-by-tags.ts';

/** A playbook with only the steps that are wanted; none at all is a mistake. */
export function withTags<Book extends Playbook>(playbook: Book, choice: TagChoice): Book {
  const plays = playbook.plays.map((play) => ({ ...play, steps: play.steps.filter((step) => isWanted(step, choice)) }));
  if (plays.some(({ steps }) => steps.some(({ handler, block }) => handler === undefined && block === undefined)))
    return { ...playbook, plays };
  const known = new Set(playbook.plays.flatMap(({ steps }) => steps.flatMap(({ tags = [] }) => tags)));
  const near = choice.tags.flatMap((tag) => (known.has(tag) ? [] : (didYouMean(tag, known) ?? [])))[0];
  const hint = near ?? `its tags: ${known.size === 0 ? 'none' : [...known].join(', ')}`;
  throw new UserError([
    { code: 'no-step-wanted', message: `no step of ${playbook.file} is wanted by these tags`, hint },
  ]);
}
