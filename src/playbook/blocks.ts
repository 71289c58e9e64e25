import type { Block, PlayStep } from './playbook.ts';

/** A host's steps without its blocks. */
export const stepsProper = (steps: readonly PlayStep[]): readonly PlayStep[] =>
  steps.filter(({ block }) => block === undefined);

/** The steps of these blocks, block by block, and the handlers that they may notify; none where the blocks are empty. */
export function stepsOfBlocks(steps: readonly PlayStep[], blocks: readonly Block[]): readonly PlayStep[] {
  const own = blocks.flatMap((each) => steps.filter(({ block }) => block === each));
  return own.length === 0 ? [] : [...own, ...steps.filter(({ handler }) => handler !== undefined)];
}
