import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import type { Host } from '../../inventory/inventory.ts';
import type { RunPage } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { stillThere } from '../../run/aftermath.ts';
import { hostsToTakeBack, type RecordedRun } from '../../run/recorded-run.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import { takeBack } from '../../run/take-back.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../find-run.ts';
import { finishRun, finishWithoutHosts } from '../finish-run.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { beginJournal, keepsNone } from '../journal-listener.ts';
import { offerToSettle, tellLeftOpen } from '../left-open.ts';
import { forgetIfSettled } from '../open-runs.ts';
import { besidePlaybook, loadInventory } from '../load-inventory.ts';
import { namedHosts } from '../named-hosts.ts';
import { openFleet } from '../open-fleet.ts';
import { stateDir } from '../state-dir.ts';
import { askYesNo, isInteractive, pageFor } from '../terminal.ts';
import { whoAmI } from '../who-am-i.ts';
import { writeOut } from '../write-out.ts';

/** `rollback`'s own options. */
export interface RollbackOptions extends FleetOptions {
  readonly check?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** `suture rollback RUN`: takes a run back, by the undo that each of its hosts keeps. */
export async function rollback(name: string, options: RollbackOptions): Promise<number> {
  const elapsed = stopwatch();
  const folder = stateDir(options.stateDir);
  const record = await findRun(folder, name, isStillThere);
  const of = record.started.run;
  if (record.started.of !== null) throw new UserError([noRun(record)]);
  const hosts = namedHosts(
    hostsToTakeBack(record),
    await loadInventory(besidePlaybook(options, record.started.playbook)),
    options.limit,
    `run ${of}`,
  );
  if (hosts.length === 0) {
    const why = `run ${of} left nothing changed that could be taken back`;
    return finishWithoutHosts('rollback', why, options.output);
  }
  const dry = options.check === true;
  await (dry ? tellLeftOpen(options, of) : offerToSettle(options, of));
  if (!dry && options.yes !== true && !(await agreed(of, hosts))) return EXIT.refused;
  const id = newRunId(new Date());
  const fleet = await openFleet(hosts, options, options.output === 'jsonl' ? [jsonLines('rollback', writeOut)] : []);
  const started = { run: id, command: 'rollback', who: whoAmI(), playbook: null, of } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  const listen = journal === null ? fleet.listen : journal.before(fleet.listen);
  const how = { dry, force: options.force === true, onlyOpen: false, fromElsewhere: false };
  const intent = {
    of,
    begun: record.begun,
    afterwards: record.afterwards,
    ...how,
    keepEvidence: journal?.keepEvidence ?? keepsNone,
  };
  const reports = await takeBack({ ...fleet, listen }, intent);
  const report = { run: id, command: 'rollback', dry, elapsedMs: elapsed(), hosts: reports } as const;
  const again = ['rollback', of, ...(options.force === true ? ['--force'] : [])];
  const page: RunPage = { ...pageFor(options), diff: dry, again };
  // What was wrong before the run is wrong again, and no news.
  const plans = reports.map((each) => ({ ...each, findings: [] }));
  const text = () => planText(plans, page) + recapText(report, page);
  const exitCode = await finishRun(report, { output: options.output, journal, signal: fleet.signal, text });
  await forgetIfSettled(folder, of);
  return exitCode;
}

const noRun = ({ started: { run, command, of } }: RecordedRun) => ({
  code: 'not-a-run',
  message: `${run} is itself a ${command}, of run ${of ?? '?'}`,
  hint: 'what a rollback put back is not kept; `suture run` repairs it again',
});

const isStillThere = (record: RecordedRun, later: readonly RecordedRun[]): boolean =>
  record.started.of === null && stillThere(record, later).length > 0;

async function agreed(of: string, hosts: readonly Host[]): Promise<boolean> {
  if (isInteractive()) return askYesNo(`Take run ${of} back on ${hosts.map(({ name }) => name).join(', ')}?`);
  process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
  return false;
}
