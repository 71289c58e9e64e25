import { notedOpen } from '../../apply/journal/open-runs.ts';
import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import { checkText } from '../../report/human/check.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { cleanText } from '../../run/clean.ts';
import { check as checkFleet, judged } from '../../run/check.ts';
import type { Listener } from '../../run/events.ts';
import type { HostReport, RunReport } from '../../run/host-report.ts';
import { judge } from '../../run/look.ts';
import { parseRecords } from '../../run/bundle.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { finishRun } from '../finish-run.ts';
import { loadInventory, selectHosts } from '../load-inventory.ts';
import { openFleet } from '../open-fleet.ts';
import { readText } from '../read-text.ts';
import { stateDir } from '../state-dir.ts';
import { pageFor } from '../terminal.ts';
import { writeOut } from '../write-out.ts';

/** `check`'s own options. */
export interface CheckOptions extends FleetOptions {
  readonly facts?: string;
}

/** `suture check`: looks at the hosts and judges; with `--facts`, at a record. */
export async function check(options: CheckOptions): Promise<number> {
  const elapsed = stopwatch();
  const run = newRunId(new Date());
  const listeners = options.output === 'jsonl' ? [jsonLines('check', writeOut)] : [];
  const { hosts, signal } =
    options.facts === undefined ? await live(options, listeners) : await fromRecords(options.facts, options, listeners);
  const report: RunReport = { run, command: 'check', dry: true, elapsedMs: elapsed(), hosts };
  const text = () => checkText(report, pageFor(options));
  return finishRun(report, { output: options.output, journal: null, signal, text });
}

interface Looked {
  readonly hosts: readonly HostReport[];
  readonly signal: AbortSignal;
}

async function live(options: FleetOptions, listeners: readonly Listener[]): Promise<Looked> {
  const hosts = selectHosts(await loadInventory(options), 'all', options.limit);
  if (notedOpen(stateDir(options.stateDir)).length > 0) await (await import('../left-open.ts')).tellLeftOpen(options);
  const fleet = await openFleet(hosts, options, listeners);
  return { hosts: await checkFleet(fleet), signal: fleet.signal };
}

async function fromRecords(file: string, { errors }: FleetOptions, listeners: readonly Listener[]): Promise<Looked> {
  const records = parseRecords(readText(file, 'record'));
  if (!records.ok) {
    const message = `${file} is not the record of a host, nor a bundle: ${records.error}`;
    const hint = '`suture facts HOST` makes a record, `suture bundle RUN` a bundle';
    throw new UserError([{ code: 'bad-record', message, hint }]);
  }
  const reports = records.value.map(({ host, facts }) => judged(cleanText(host), judge(facts, errors), 0));
  for (const report of reports) {
    for (const listener of listeners) await listener({ type: 'host-finished', host: report.host, report });
  }
  return { hosts: reports, signal: new AbortController().signal };
}
