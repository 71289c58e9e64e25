import type { JsonObject } from '../../src/base/json.ts';
import { causes } from '../../src/checks/all-checks.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import type { PlayStep } from '../../src/playbook/playbook.ts';
import { allSteps } from '../../src/steps/all-steps.ts';
import { readFileSync } from 'node:fs';

/** A step of a play, as a playbook would have it. */
export const playStep = (step: string, cause: string | null = null, given: JsonObject = {}): PlayStep => ({
  name: step,
  cause,
  step,
  with: given,
  place: { file: 'play.yml', line: 1, column: 1 },
});

/** The steps of the playbook that comes with Suture. */
export function fix502(): readonly PlayStep[] {
  const file = new URL('../../playbooks/fix-502.yml', import.meta.url);
  const { plays } = parsePlaybook('fix-502.yml', readFileSync(file, 'utf8'), {
    steps: allSteps,
    causes: new Set(causes().map(({ cause }) => cause)),
  });
  return plays.flatMap(({ steps }) => steps);
}
