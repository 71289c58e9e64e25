import { listRuns, readRun } from '../apply/journal/read-run.ts';
import { isRunId, runOf } from '../apply/journal/run-id.ts';
import { UserError } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import { type RecordedRun, recordedRun } from '../run/recorded-run.ts';

/** Whether a run is what a command looks for, given the runs after it. */
type Fitness = (record: RecordedRun, later: readonly RecordedRun[]) => boolean;

/** The record of a run, by its id; `last` is the newest run that is fit for the purpose. */
export async function findRun(stateDir: string, name: string, isFit: Fitness = () => true): Promise<RecordedRun> {
  const runs = await listRuns(stateDir);
  if (name === 'last') return newest(stateDir, runs, isFit);
  const run = runOf(name);
  const record = isRunId(run) ? await recordOf(stateDir, run) : null;
  if (record !== null) return record;
  const hint = didYouMean(name, runs) ?? (isRunId(run) ? OF_ANOTHER : '`suture history` lists the runs');
  throw new UserError([{ code: 'no-run', message: `${stateDir} has no run ${JSON.stringify(name)}`, hint }]);
}

const OF_ANOTHER = "what another runner's run left open, `suture undo` and `suture confirm` settle with -l HOST";

/** A run as its journal tells it; null where there is none that can be read. */
export async function recordOf(stateDir: string, run: string): Promise<RecordedRun | null> {
  const record = await readRun(stateDir, run);
  return record === null ? null : recordedRun(record.events);
}

/** The records of all runs after this one. */
export async function runsAfter(stateDir: string, run: string): Promise<readonly RecordedRun[]> {
  const later: RecordedRun[] = [];
  for (const each of await listRuns(stateDir)) {
    const record = each > run ? await recordOf(stateDir, each) : null;
    if (record !== null) later.push(record);
  }
  return later;
}

async function newest(stateDir: string, runs: readonly string[], isFit: Fitness): Promise<RecordedRun> {
  const later: RecordedRun[] = [];
  for (const run of runs.toReversed()) {
    const record = await recordOf(stateDir, run);
    if (record === null) continue;
    if (isFit(record, later)) return record;
    later.push(record);
  }
  const message = `${stateDir} has no such run yet`;
  throw new UserError([
    { code: 'no-run', message, hint: '`suture history` lists the runs; --state-dir names another folder' },
  ]);
}
