import { newRunId } from '../../apply/journal/run-id.ts';
import { UserError } from '../../base/user-error.ts';
import { checkText } from '../../report/human/check.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { check as checkFleet, judged } from '../../run/check.ts';
import type { Listener } from '../../run/events.ts';
import type { HostReport, RunReport } from '../../run/host-report.ts';
import { judge } from '../../run/look.ts';
import { parseRecord } from '../../run/record.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { finishRun } from '../finish-run.ts';
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
  const { hosts, signal } =
    options.facts === undefined ? await live(options, listeners) : await fromRecord(options.facts, listeners);
  const report: RunReport = { run, command: 'check', dry: true, elapsedMs: elapsed(), hosts };
  const text = () => checkText(report, pageFor(options));
  return finishRun(report, { output: options.output, journal: null, signal, text });
}

interface Looked {
  readonly hosts: readonly HostReport[];
  readonly signal: AbortSignal;
}

async function live(options: FleetOptions, listeners: readonly Listener[]): Promise<Looked> {
  const hosts = selectHosts(loadInventory(options), options.limit ?? 'all');
  const fleet = await openFleet(hosts, options, listeners);
  return { hosts: await checkFleet(fleet), signal: fleet.signal };
}

async function fromRecord(file: string, listeners: readonly Listener[]): Promise<Looked> {
  const record = parseRecord(readText(file, 'record'));
  if (!record.ok) {
    const message = `${file} is not the record of a host: ${record.error}`;
    throw new UserError([{ code: 'bad-record', message, hint: '`suture facts HOST` makes one' }]);
  }
  const { host, facts } = record.value;
  const report = judged(host, judge(facts), 0);
  for (const listener of listeners) await listener({ type: 'host-finished', host, report });
  return { hosts: [report], signal: new AbortController().signal };
}
