import { UserError } from '../../base/user-error.ts';
import { sessionFailure } from '../../run/failed-report.ts';
import { record } from '../../run/record.ts';
import { unlessInterrupted } from '../../run/unless-interrupted.ts';
import { exitCodeOf } from '../../report/exit-code.ts';
import { EXIT } from '../exit.ts';
import type { FleetOptions } from '../fleet-options.ts';
import { loadInventory, selectHosts } from '../load-inventory.ts';
import { openFleet } from '../open-fleet.ts';
import { writeOut } from '../write-out.ts';

/** `suture facts HOST`: one host's facts as JSON, to be diagnosed anywhere by `check --facts`. */
export async function facts(pattern: string, options: FleetOptions): Promise<number> {
  const hosts = selectHosts(await loadInventory(options), pattern);
  const fleet = await openFleet(hosts, { ...options, quiet: true });
  const [connection, ...others] = fleet.connections;
  if (connection === undefined || others.length > 0) {
    const message = `${JSON.stringify(pattern)} selects ${fleet.connections.length} hosts, and a record is of one`;
    throw new UserError([{ code: 'not-one-host', message }]);
  }
  const recorded = await unlessInterrupted(
    fleet.signal,
    () => record(fleet, connection),
    () => null,
  );
  if (recorded === null) return EXIT.interrupted;
  if (recorded.ok) {
    writeOut(`${JSON.stringify(recorded.value, null, 2)}\n`);
    return EXIT.ok;
  }
  const { host } = connection;
  const { message, hint } = recorded.error;
  process.stderr.write(`suture: ${host}: ${message}${hint === null ? '' : `\n  hint: ${hint}`}\n`);
  const report = sessionFailure(host, recorded.error, 0);
  return exitCodeOf({ run: '', command: 'check', dry: true, elapsedMs: 0, hosts: [report] });
}
