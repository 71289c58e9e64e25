import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import type { Host, Inventory } from '../../inventory/inventory.ts';
import type { RunPage } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { hostsToTakeBack, type RecordedRun } from '../../run/recorded-run.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import { takeBack } from '../../run/take-back.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../find-run.ts';
import { finishRun } from '../finish-run.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { beginJournal } from '../journal-listener.ts';
import { loadInventory, selectHosts } from '../load-inventory.ts';
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
  const record = await findRun(stateDir(options.stateDir), name, leftChanges);
  const hosts = hostsOf(record, loadInventory(options), options.limit);
  const of = record.started.run;
  if (record.started.command === 'rollback') throw new UserError([noRun(of, record.started.of)]);
  if (hosts.length === 0) {
    process.stderr.write(`suture: run ${of} left nothing changed that could be taken back\n`);
    return EXIT.ok;
  }
  const dry = options.check === true;
  if (!dry && options.yes !== true && !(await agreed(of, hosts))) return EXIT.refused;
  const id = newRunId(new Date());
  const fleet = await openFleet(hosts, options, options.output === 'jsonl' ? [jsonLines('rollback', writeOut)] : []);
  const started = { run: id, command: 'rollback', who: whoAmI(), playbook: null, of } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  const listen = journal === null ? fleet.listen : journal.before(fleet.listen);
  const reports = await takeBack({ ...fleet, listen }, { of, dry, force: options.force === true });
  const report = { run: id, command: 'rollback', dry, elapsedMs: elapsed(), hosts: reports } as const;
  const again = ['rollback', of, ...(options.force === true ? ['--force'] : [])];
  const page: RunPage = { ...pageFor(options), diff: false, again };
  // What was wrong before the run is wrong again, and no news.
  const plans = reports.map((each) => ({ ...each, findings: [] }));
  const text = () => planText(plans, page) + recapText(report, page);
  return finishRun(report, { output: options.output, journal, signal: fleet.signal, text });
}

const noRun = (rollback: string, of: string | null) => ({
  code: 'not-a-run',
  message: `${rollback} is itself a rollback, of run ${of ?? '?'}`,
  hint: 'what a rollback put back is not kept; `suture run` repairs it again',
});

function hostsOf(record: RecordedRun, inventory: Inventory, limit: string | undefined): readonly Host[] {
  const changed = hostsToTakeBack(record);
  const unknown = changed.filter((host) => !inventory.hosts.has(host));
  if (unknown.length > 0) {
    const message = `the inventory does not know ${unknown.join(', ')}, which run ${record.started.run} changed`;
    throw new UserError([{ code: 'unknown-host', message, hint: 'give the inventory that the run was made with' }]);
  }
  const known = changed.flatMap((host) => inventory.hosts.get(host) ?? []);
  if (limit === undefined || known.length === 0) return known;
  const limited = selectHosts(inventory, limit);
  const selected = known.filter((host) => limited.includes(host));
  if (selected.length > 0) return selected;
  const message = `run ${record.started.run} changed ${changed.join(', ')}, none of which is in the limit ${limit}`;
  throw new UserError([{ code: 'no-host-matches', message }]);
}

const leftChanges = (record: RecordedRun): boolean =>
  record.started.command === 'run' && hostsToTakeBack(record).length > 0;

async function agreed(of: string, hosts: readonly Host[]): Promise<boolean> {
  if (isInteractive()) return askYesNo(`Take run ${of} back on ${hosts.map(({ name }) => name).join(', ')}?`);
  process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
  return false;
}
