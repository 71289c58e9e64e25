import { draftEdit as draftOf, type Drafted } from '../plan/drafts.ts';
import type { World } from '../plan/world.ts';
import type { Step } from './define-step.ts';

// `suture/steps`: what a step beside a playbook may use. Names here are a contract.

/** A step of a playbook's own; its name is that of its file. */
export type OwnStep = Omit<Step, 'name'>;

/** Declares a step, so that an editor completes and checks it. */
export const defineStep = (step: OwnStep): OwnStep => step;

export type { StepInput, StepOutcome } from './define-step.ts';
export type { ChangeDraft } from '../plan/change.ts';
export type { Drafted } from '../plan/drafts.ts';
export type { World, WorldFile } from '../plan/world.ts';
export type { Question } from '../facts/asked.ts';
export { answerTo } from '../facts/asked.ts';
export { changes, changesIf, refused, unchanged } from './outcome.ts';
export { numberArgument, textArgument } from './arguments.ts';
export { draftFpmGate, draftNginxGate, draftService } from '../plan/drafts.ts';
export { fileIn, folderIn, isListenedOn, pathIn, unitIn } from '../plan/world.ts';
export { nginxUnit } from '../plan/nginx-unit.ts';
export { poolsOf, poolValue } from '../facts/pools.ts';
export { sitesOf } from '../facts/sites.ts';
export { setOption as setPoolOption } from '../formats/fpm/edit.ts';
export { setDirective as setNginxDirective } from '../formats/nginx/set-directive.ts';

type Edit = (text: string) => string | null;

/** Drafts a file's new text. Words before the edit, which older steps give, are shown to nobody: a change says itself what it does. */
export const draftEdit = (
  world: World,
  path: string,
  ...[words, edit]: readonly [Edit] | readonly [string, Edit]
): Drafted => draftOf(world, path, typeof words === 'string' ? (edit ?? (() => null)) : words);
