import type { JsonObject } from '../../src/base/json.ts';
import type { World } from '../../src/plan/world.ts';
import { describe } from '../../src/plan/describe.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import type { StepOutcome } from '../../src/steps/define-step.ts';
import { type Draft, hostFacts } from '../checks/host.ts';

/** A host on which nothing is planned yet. */
export const worldOf = (change?: (host: Draft) => void): World => ({ facts: hostFacts(change), planned: [] });

/** What a step makes of a world. */
export function plan(step: string, world: World, given: JsonObject = {}): StepOutcome {
  const known = allSteps.get(step);
  if (known === undefined) throw new Error(`there is no step ${step}`);
  return known.plan({ world, finding: null, with: given });
}

/** The outcome in a line for each change, or in its own words. */
export function told(outcome: StepOutcome): readonly string[] {
  if (outcome.kind === 'changes') return outcome.changes.map((change) => `${change.kind}: ${describe(change)}`);
  return [`${outcome.kind}: ${'message' in outcome ? outcome.message : outcome.why}`];
}

/** How one line's edit is told. */
export const edit = (file: string, line: number, from: string, to: string): string =>
  `write-file: write ${file}: line ${line} \`${from}\` → \`${to}\``;

/** The line of a site that hands on to PHP-FPM. */
export const passing = (to: string): string => String.raw`location ~ \.php$ { fastcgi_pass ${to}; }`;
