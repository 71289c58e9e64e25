import { listRuns } from '../../apply/journal/read-run.ts';
import type { RecordedRun } from '../../run/recorded-run.ts';
import { EXIT } from '../exit.ts';
import { findRun, recordOf } from '../find-run.ts';
import { isAtWork } from '../open-runs.ts';
import { stateDir } from '../state-dir.ts';
import { writeOut } from '../write-out.ts';

/** What the commands that read journals take. */
export interface HistoryOptions {
  readonly output: 'human' | 'json';
  readonly stateDir?: string;
}

/** `suture history [RUN]`: the runs, oldest first, a line each. */
export async function history(run: string | undefined, options: HistoryOptions): Promise<number> {
  const folder = stateDir(options.stateDir);
  const records = run === undefined ? await allRuns(folder) : [await findRun(folder, run)];
  if (options.output === 'json') writeOut(`${JSON.stringify(records.map(summary), null, 2)}\n`);
  else if (records.length === 0) writeOut('no runs yet\n');
  else writeOut(records.map((record) => `${line(record)}\n`).join(''));
  return EXIT.ok;
}

async function allRuns(folder: string): Promise<readonly RecordedRun[]> {
  const records: RecordedRun[] = [];
  for (const run of await listRuns(folder)) {
    const record = await recordOf(folder, run);
    if (record !== null) records.push(record);
  }
  return records;
}

function summary(record: RecordedRun) {
  const { started, hosts, finished } = record;
  const { run, at, command, who, playbook, of, plan = null } = started;
  const statuses = hosts.map(({ host, status }) => ({ host, status }));
  return {
    run,
    at,
    command,
    who,
    playbook,
    of,
    plan,
    finishedAt: finished?.at ?? null,
    exitCode: finished?.exitCode ?? null,
    killed: finished === null && !isAtWork(record),
    statuses,
  };
}

function whatWasDone({ command, playbook, of, plan }: RecordedRun['started']): string {
  if (plan !== undefined) return `apply of plan ${plan.slice(0, 12)} (${playbook ?? ''})`;
  return of === null ? `${command} ${playbook ?? ''}` : `${command} of ${of}`;
}

function line(record: RecordedRun): string {
  const { started, hosts } = record;
  const what = whatWasDone(started);
  const statuses = [...new Set(hosts.map(({ status }) => status))];
  const counts = statuses.map((status) => `${hosts.filter((host) => host.status === status).length} ${status}`);
  return `${started.run}  ${started.who}  ${what}  ${counts.join(', ')}  ${endOf(record)}`;
}

function endOf(record: RecordedRun): string {
  if (record.finished !== null) return `exit ${record.finished.exitCode}`;
  return isAtWork(record) ? 'at work' : 'KILLED before its end';
}
