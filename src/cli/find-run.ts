import { listRuns, readRun } from '../apply/journal/read-run.ts';
import { isRunId } from '../apply/journal/run-id.ts';
import { UserError } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { type RecordedRun, recordedRun } from '../run/recorded-run.ts';

/** The record of a run, by its id; `last` is the newest run that is fit for the purpose. */
export async function findRun(
  stateDir: string,
  name: string,
  isFit: (record: RecordedRun) => boolean = () => true,
): Promise<RecordedRun> {
  const runs = await listRuns(stateDir);
  if (name === 'last') return newest(stateDir, runs, isFit);
  const record = isRunId(name) ? await recordOf(stateDir, name) : null;
  if (record !== null) return record;
  const hint = didYouMean(name, runs) ?? '`suture history` lists the runs';
  throw new UserError([{ code: 'no-run', message: `${stateDir} has no run ${JSON.stringify(name)}`, hint }]);
}

/** A run as its journal tells it; null where there is none that can be read. */
export async function recordOf(stateDir: string, run: string): Promise<RecordedRun | null> {
  const record = await readRun(stateDir, run);
  return record === null ? null : recordedRun(record.events);
}

async function newest(
  stateDir: string,
  runs: readonly string[],
  isFit: (record: RecordedRun) => boolean,
): Promise<RecordedRun> {
  for (const run of runs.toReversed()) {
    const record = await recordOf(stateDir, run);
    if (record !== null && isFit(record)) return record;
  }
  const message = `${stateDir} has no such run yet`;
  throw new UserError([
    { code: 'no-run', message, hint: '`suture history` lists the runs; --state-dir names another folder' },
  ]);
}
