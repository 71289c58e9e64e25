import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { err, ok } from '../base/result.ts';
import { UserError } from '../base/user-error.ts';
import { causes } from '../checks/all-checks.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { tellSecretsIn } from '../formats/secrets/told-secrets.ts';
import type { EngineMistakes } from '../playbook/check-expressions.ts';
import { parsePlaybook } from '../playbook/parse-playbook.ts';
import type { ReadBeside } from '../playbook/read-vars.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { allSteps } from '../steps/all-steps.ts';
import type { Step } from '../steps/define-step.ts';
import { NO_OWN_STEPS, ownSteps } from './own-steps/own-steps.ts';
import { packageRoot } from './package-root.ts';
import { readText } from './read-text.ts';

/** A playbook, and its text as it was read. */
export interface LoadedPlaybook extends Playbook {
  readonly text: string;
}

/** Reads a playbook by its path, or by the name of one that comes with Suture; with an engine, the syntax of its expressions too. */
export async function loadPlaybook(name: string, engineMistakes?: EngineMistakes): Promise<LoadedPlaybook> {
  const file = existsSync(name) ? name : shipped(name);
  const text = readText(file, 'playbook');
  const own = file === name ? await ownSteps(file, text) : NO_OWN_STEPS;
  const playbook = parsePlaybook(file, text, {
    // Those that aren't named have no arguments here, and are known as words to be meant.
    steps: new Map<string, Pick<Step, 'arguments'>>([
      ...own.names.map((step) => [step, { arguments: {} }] as const),
      ...allSteps,
      ...own.named,
    ]),
    own: own.named,
    causes: new Set(causes().map(({ cause }) => cause)),
    readBeside: (path) => readBeside(file, path),
    ...(engineMistakes && { engineMistakes }),
  });
  for (const { steps } of playbook.plays) for (const { vars } of steps) tellSecretsIn('', vars);
  return { ...playbook, text };
}

function readBeside(playbook: string, path: string): ReturnType<ReadBeside> {
  const file = isAbsolute(path) ? path : join(dirname(playbook), path);
  const read = existsSync(file) ? readText(file, 'file') : null;
  return read === null ? err(`there is no ${file}`) : ok({ file, text: read });
}

function shipped(name: string): string {
  const folder = join(packageRoot(), 'playbooks');
  const file = join(folder, `${name}.yml`);
  if (/^[a-z0-9-]+$/.test(name) && existsSync(file)) return file;
  const names = readdirSync(folder).flatMap((each) => (each.endsWith('.yml') ? [each.slice(0, -4)] : []));
  const hint = didYouMean(name, names) ?? `playbooks that come with Suture: ${names.join(', ')}`;
  throw new UserError([{ code: 'no-playbook', message: `there is no playbook ${name}`, hint }]);
}
