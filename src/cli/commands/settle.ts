import { isRunId, newRunId, runOf } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import type { Host } from '../../inventory/inventory.ts';
import type { RunPage } from '../../report/human/page.ts';
import { planText } from '../../report/human/plan.ts';
import { recapText } from '../../report/human/recap.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { stillOpen } from '../../run/aftermath.ts';
import { keep } from '../../run/keep.ts';
import type { RecordedRun } from '../../run/recorded-run.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import { takeBack } from '../../run/take-back.ts';
import { findRun, recordOf, runsAfter } from '../find-run.ts';
import { finishRun, finishWithoutHosts } from '../finish-run.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { beginJournal } from '../journal-listener.ts';
import { forgetIfSettled, isAtWork } from '../open-runs.ts';
import { besidePlaybook, loadInventory, selectHosts } from '../load-inventory.ts';
import { namedHosts } from '../named-hosts.ts';
import { openFleet } from '../open-fleet.ts';
import { stateDir } from '../state-dir.ts';
import { pageFor } from '../terminal.ts';
import { whoAmI } from '../who-am-i.ts';
import { writeOut } from '../write-out.ts';

/** What `undo` and `confirm` take. */
export interface SettleOptions extends FleetOptions {
  /** Undoes over what somebody changed since, keeping their version aside. */
  readonly force?: boolean;
}

/** `suture undo RUN`, `suture confirm RUN`: settles what a run left open on its hosts. What was confirmed stays so. */
export async function settle(as: 'undo' | 'confirm', name: string, options: SettleOptions): Promise<number> {
  const elapsed = stopwatch();
  const folder = stateDir(options.stateDir);
  const { of, hosts, afterwards, fromElsewhere } = await toSettle(folder, name, options);
  if (hosts.length === 0) {
    const why = `run ${of} left nothing open; suture rollback ${of} takes back what it changed`;
    return finishWithoutHosts(as, why, options.output);
  }
  const id = newRunId(new Date());
  const fleet = await openFleet(hosts, options, options.output === 'jsonl' ? [jsonLines(as, writeOut)] : []);
  const started = { run: id, command: as, who: whoAmI(), playbook: null, of } as const;
  const journal = await beginJournal(options.stateDir, started, fleet.connections);
  const journaled = { ...fleet, listen: journal.before(fleet.listen) };
  const { keepEvidence } = journal;
  const undoing = {
    of,
    begun: [],
    afterwards,
    dry: false,
    force: options.force === true,
    onlyOpen: true,
    fromElsewhere,
    keepEvidence,
  };
  const reports = as === 'undo' ? await takeBack(journaled, undoing) : await keep(journaled, of, afterwards);
  const report = { run: id, command: as, dry: false, elapsedMs: elapsed(), hosts: reports } as const;
  const page: RunPage = { ...pageFor(options), diff: false, again: [as, of] };
  // What was wrong before the run is wrong again, and no news.
  const text = () =>
    planText(
      reports.map((each) => ({ ...each, findings: [] })),
      page,
    ) + recapText(report, page);
  const exitCode = await finishRun(report, { output: options.output, journal, signal: fleet.signal, text });
  await forgetIfSettled(folder, of);
  return exitCode;
}

/** A run to settle, and where. */
interface Subject {
  readonly of: string;
  readonly hosts: readonly Host[];
  readonly afterwards: readonly string[];
  /** Only the hosts know of it: it is another runner's, or this one's record is gone. */
  readonly fromElsewhere: boolean;
}

async function toSettle(folder: string, name: string, options: SettleOptions): Promise<Subject> {
  const asked = isTransactionId(name) && options.limit !== undefined;
  const record = asked ? await recordOf(folder, runOf(name)) : await findRun(folder, name, leftSomethingOpen);
  if (record === null) return onHosts(runOf(name), options);
  const of = record.started.run;
  const mistake = whyNot(record);
  if (mistake !== null) throw new UserError([mistake]);
  const inventory = await loadInventory(besidePlaybook(options, record.started.playbook));
  const { afterwards, touched } = record;
  if (options.limit === undefined) {
    const open = stillOpen(record, await runsAfter(folder, of));
    return { of, hosts: namedHosts(open, inventory, undefined, `run ${of}`), afterwards, fromElsewhere: false };
  }
  const hosts = selectHosts(inventory, 'all', options.limit).filter((host) => touched.includes(host.name));
  return hosts.length > 0 ? { of, hosts, afterwards, fromElsewhere: false } : onHosts(of, options);
}

/** Asks the hosts of the limit, whatever is recorded here: each tells by itself whether it has a transaction of the run. */
async function onHosts(of: string, options: SettleOptions): Promise<Subject> {
  const hosts = selectHosts(await loadInventory(options), 'all', options.limit);
  return { of, hosts, afterwards: hosts.map((host) => host.name), fromElsewhere: true };
}

const isTransactionId = (name: string): boolean => isRunId(runOf(name));

const leftSomethingOpen = (record: RecordedRun, later: readonly RecordedRun[]): boolean =>
  record.started.of === null && !isAtWork(record) && stillOpen(record, later).length > 0;

function whyNot(record: RecordedRun) {
  const { run, of, command, who } = record.started;
  if (of !== null) {
    return { code: 'not-a-run', message: `${run} is itself a ${command}, of run ${of}`, hint: `suture undo ${of}` };
  }
  if (!isAtWork(record)) return null;
  const message = `run ${run} of ${who} is still at work, and settles its hosts itself`;
  return { code: 'still-running', message, hint: 'Ctrl-C there lets it settle what is open' };
}
