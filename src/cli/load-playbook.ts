import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { causes } from '../checks/all-checks.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { parsePlaybook } from '../playbook/parse-playbook.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { allSteps } from '../steps/all-steps.ts';
import { packageRoot } from './package-root.ts';
import { readText } from './read-text.ts';

/** A playbook, and its text as it was read. */
export interface LoadedPlaybook extends Playbook {
  readonly text: string;
}

/** Reads a playbook by its path, or by the name of one that comes with Suture. */
export function loadPlaybook(name: string): LoadedPlaybook {
  const file = existsSync(name) ? name : shipped(name);
  const steps = new Map([...allSteps.values()].map((step) => [step.name, Object.keys(step.arguments)]));
  const text = readText(file, 'playbook');
  const playbook = parsePlaybook(file, text, {
    steps,
    causes: new Set(causes().map(({ cause }) => cause)),
  });
  return { ...playbook, text };
}

function shipped(name: string): string {
  const folder = join(packageRoot(), 'playbooks');
  const file = join(folder, `${name}.yml`);
  if (/^[a-z0-9-]+$/.test(name) && existsSync(file)) return file;
  const names = readdirSync(folder).flatMap((each) => (each.endsWith('.yml') ? [each.slice(0, -4)] : []));
  const hint = didYouMean(name, names) ?? `playbooks that come with Suture: ${names.join(', ')}`;
  throw new UserError([{ code: 'no-playbook', message: `there is no playbook ${name}`, hint }]);
}
