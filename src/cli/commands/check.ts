import { newRunId } from '../../apply/journal/run-id.ts';
import { exitCodeOf } from '../../report/exit-code.ts';
import { checkText } from '../../report/human/check.ts';
import { toJson } from '../../report/json.ts';
import { jsonLines } from '../../report/json-lines.ts';
import { check as checkFleet } from '../../run/check.ts';
import type { RunReport } from '../../run/host-report.ts';
import { stopwatch } from '../../run/stopwatch.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { loadInventory, selectHosts } from '../load-inventory.ts';
import { openFleet } from '../open-fleet.ts';
import { pageFor } from '../terminal.ts';
import { writeOut } from '../write-out.ts';

/** `suture check`: looks at the hosts and judges. */
export async function check(options: FleetOptions): Promise<number> {
  const elapsed = stopwatch();
  const run = newRunId(new Date());
  const hosts = selectHosts(loadInventory(options), options.limit ?? 'all');
  const streamed = options.output === 'jsonl' ? [jsonLines('check', writeOut)] : [];
  const fleet = await openFleet(hosts, options, streamed);
  const report: RunReport = { run, command: 'check', dry: true, elapsedMs: 0, hosts: await checkFleet(fleet) };
  const timed = { ...report, elapsedMs: elapsed() };
  if (options.output === 'json') writeOut(`${JSON.stringify(toJson(timed), null, 2)}\n`);
  if (options.output === 'human') writeOut(checkText(timed, pageFor(options)));
  return exitCodeOf(timed);
}
