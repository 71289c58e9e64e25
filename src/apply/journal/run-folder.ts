import { join } from 'node:path';
import { assertRunId } from './run-id.ts';

/** Where a run's record is: `<stateDir>/runs/<run>`; throws on a text that isn't a run's id. */
export function runFolder(stateDir: string, run: string): string {
  assertRunId(run);
  return join(stateDir, 'runs', run);
}
