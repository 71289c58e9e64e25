import { type Mistake, UserError } from '../../base/user-error.ts';
import { namedWords } from '../../playbook/named-words.ts';
import { allSteps } from '../../steps/all-steps.ts';
import type { Step } from '../../steps/define-step.ts';
import { findOwnSteps } from './find-own-steps.ts';
import { loadOwnStep } from './load-own-step.ts';

/** The steps that a playbook brings: what those that it names do, and the names of all. */
export interface OwnSteps {
  readonly named: ReadonlyMap<string, Step>;
  readonly names: readonly string[];
}

/** What a playbook brings that isn't given by its path. */
export const NO_OWN_STEPS: OwnSteps = { named: new Map(), names: [] };

/** Loads the steps beside a playbook that it names, and no other file. Throws a UserError with all that is wrong with them. */
export async function ownSteps(playbook: string, text: string): Promise<OwnSteps> {
  const files = findOwnSteps(playbook);
  const words = files.size === 0 ? new Set() : namedWords(playbook, text);
  const named = new Map<string, Step>();
  const mistakes: Mistake[] = [];
  for (const [name, file] of files) {
    if (!words.has(name)) continue;
    if (allSteps.has(name)) {
      mistakes.push(shadowing(name, file));
      continue;
    }
    const loaded = await loadOwnStep(name, file);
    if (loaded.ok) named.set(name, loaded.value);
    else mistakes.push(...loaded.error);
  }
  if (mistakes.length > 0) throw new UserError(mistakes);
  return { named, names: [...files.keys()] };
}

const shadowing = (name: string, file: string): Mistake => ({
  code: 'own-step',
  message: `\`${name}\` is a step that comes with Suture, and this file would be another of that name`,
  place: { file, line: 1, column: 1 },
  hint: `give the file another name: own_${name}.mjs`,
});
