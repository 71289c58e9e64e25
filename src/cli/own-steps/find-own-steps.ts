import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of the steps that a playbook brings, by the steps' names: `steps/NAME.mjs` beside it. None is opened. */
export function findOwnSteps(playbook: string): ReadonlyMap<string, string> {
  const folder = join(dirname(playbook), 'steps');
  const names = namesIn(folder).flatMap((file) => /^([a-z][a-z0-9_]*)\.mjs$/.exec(file)?.[1] ?? []);
  return new Map(names.toSorted().map((name) => [name, join(folder, `${name}.mjs`)]));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
