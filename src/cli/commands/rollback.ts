import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import type { Host, Inventory } from '../../inventory/inventory.ts';
import { planText, recapText, type RunPage } from '../../report/human/run.ts';
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
  if (hosts.length === 0) {
    process.stderr.write(`suture: run ${of} left nothing changed that could be taken back\n`);
    return EXIT.ok;
  }
  const dry = options.check === true;
  if (!dry && options.yes !== true && !(await agreed(of, hosts))) return EXIT.refused;
  const id = newRunId(new Date());
  const fleet = await openFleet(hosts, options);
  const started = { run: id, command: 'rollback', who: whoAmI(), playbook: null, of } as const;
  const journal = dry ? null : await beginJournal(options.stateDir, started, fleet.connections);
  const listen = journal === null ? fleet.listen : journal.before(fleet.listen);
  const reports = await takeBack({ ...fleet, listen }, { of, dry, force: options.force === true });
  const report = { run: id, command: 'rollback', dry, elapsedMs: elapsed(), hosts: reports } as const;
  const page: RunPage = { ...pageFor(options), diff: false };
  return finishRun(
    report,
    options.output,
    journal,
    () => (dry ? planText(reports, page) : '') + recapText(report, page),
  );
}

function hostsOf(record: RecordedRun, inventory: Inventory, limit: string | undefined): readonly Host[] {
  const changed = hostsToTakeBack(record);
  const unknown = changed.filter((host) => !inventory.hosts.has(host));
  if (unknown.length > 0) {
    const message = `the inventory does not know ${unknown.join(', ')}, which run ${record.started.run} changed`;
    throw new UserError([{ code: 'unknown-host', message, hint: 'give the inventory that the run was made with' }]);
  }
  const limited = limit === undefined ? null : new Set(selectHosts(inventory, limit).map(({ name }) => name));
  return changed.flatMap((host) => (limited?.has(host) === false ? [] : (inventory.hosts.get(host) ?? [])));
}

const leftChanges = (record: RecordedRun): boolean =>
  record.started.command === 'run' && hostsToTakeBack(record).length > 0;

async function agreed(of: string, hosts: readonly Host[]): Promise<boolean> {
  if (isInteractive()) return askYesNo(`Take run ${of} back on ${hosts.map(({ name }) => name).join(', ')}?`);
  process.stderr.write('suture: nobody is there to ask, and --yes was not given: nothing is changed\n');
  return false;
}
