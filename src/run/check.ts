import type { Connection } from '../inventory/inventory.ts';
import { emptyReport, internalFailure, interruptedReport, sessionFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import { healthOf } from './health.ts';
import type { HostReport } from './host-report.ts';
import { type Look, look } from './look.ts';
import { orWithoutRoot } from './without-root.ts';
import { stopwatch } from './stopwatch.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

/** Looks at every host and judges; each gets exactly one report, whatever happens to the others. */
export async function check(fleet: Fleet): Promise<readonly HostReport[]> {
  return fanOut(
    fleet.connections,
    fleet.forks,
    (connection) => checkHost(fleet, connection),
    ({ host }, error) => internalFailure(emptyReport(host, 'failed', 0), error),
  );
}

async function checkHost(fleet: Fleet, connection: Connection): Promise<HostReport> {
  const elapsed = stopwatch();
  const { host } = connection;
  const report = await unlessInterrupted(
    fleet.signal,
    () => lookOnce(fleet, connection, elapsed),
    () => interruptedReport(emptyReport(host, 'failed', elapsed())),
  ).catch((error: unknown) => internalFailure(emptyReport(host, 'failed', elapsed()), error));
  await fleet.listen({ type: 'host-finished', host, report });
  return report;
}

async function lookOnce(fleet: Fleet, connection: Connection, elapsed: () => number): Promise<HostReport> {
  const { host } = connection;
  const opened = await fleet.open(connection);
  if (!opened.ok) return sessionFailure(host, opened.error, elapsed());
  try {
    await fleet.listen({ type: 'host-connected', host });
    const looked = await look(opened.value.reading, fleet);
    if (!looked.ok) return orWithoutRoot(sessionFailure(host, looked.error, elapsed()));
    return judged(host, looked.value, elapsed());
  } finally {
    opened.value.close();
  }
}

/** A look as a report, with how well the host is by it. */
export const judged = (host: string, look: Look, elapsedMs: number): HostReport => ({
  ...emptyReport(host, 'healthy', elapsedMs),
  ...look.view,
  ...healthOf(look),
});
