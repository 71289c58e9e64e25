import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import { exitCodeOf } from '../../report/exit-code.ts';
import { checkText } from '../../report/human/check.ts';
import { toJson } from '../../report/json.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { check as checkFleet, judged } from '../../run/check.ts';
import type { Listener } from '../../run/events.ts';
import type { HostReport, RunReport } from '../../run/host-report.ts';
import { judge } from '../../run/look.ts';
import { parseRecord } from '../../run/record.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { loadInventory, selectHosts } from '../load-inventory.ts';
import { openFleet } from '../open-fleet.ts';
import { readText } from '../read-text.ts';
import { pageFor } from '../terminal.ts';
import { writeOut } from '../write-out.ts';

/** `check`'s own options. */
export interface CheckOptions extends FleetOptions {
  readonly facts?: string;
}

/** `suture check`: looks at the hosts and judges; with `--facts`, at the record of one. */
export async function check(options: CheckOptions): Promise<number> {
  const elapsed = stopwatch();
  const run = newRunId(new Date());
  const listeners = options.output === 'jsonl' ? [jsonLines('check', writeOut)] : [];
  const hosts =
    options.facts === undefined ? await live(options, listeners) : [await fromRecord(options.facts, listeners)];
  const report: RunReport = { run, command: 'check', dry: true, elapsedMs: elapsed(), hosts };
  if (options.output === 'json') writeOut(`${JSON.stringify(toJson(report), null, 2)}\n`);
  if (options.output === 'human') writeOut(checkText(report, pageFor(options)));
  return exitCodeOf(report);
}

async function live(options: FleetOptions, listeners: readonly Listener[]): Promise<readonly HostReport[]> {
  const hosts = selectHosts(loadInventory(options), options.limit ?? 'all');
  return checkFleet(await openFleet(hosts, options, listeners));
}

async function fromRecord(file: string, listeners: readonly Listener[]): Promise<HostReport> {
  const record = parseRecord(readText(file, 'record'));
  if (!record.ok) {
    const message = `${file} is not the record of a host: ${record.error}`;
    throw new UserError([{ code: 'bad-record', message, hint: '`suture facts HOST` makes one' }]);
  }
  const { host, facts } = record.value;
  const report = judged(host, judge(facts), 0);
  for (const listener of listeners) await listener({ type: 'host-finished', host, report });
  return report;
}
