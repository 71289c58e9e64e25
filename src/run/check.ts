import type { Connection } from '../inventory/inventory.ts';
import { internalFailure, emptyReport, sessionFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { look } from './look.ts';
import { stopwatch } from './stopwatch.ts';

/** Looks at every host and judges; each gets exactly one report, whatever happens to the others. */
export async function check(fleet: Fleet): Promise<readonly HostReport[]> {
  return fanOut(
    fleet.connections,
    fleet.forks,
    (connection) => checkHost(fleet, connection),
    ({ host }, error) => internalFailure(host, error, 0),
  );
}

async function checkHost(fleet: Fleet, connection: Connection): Promise<HostReport> {
  const elapsed = stopwatch();
  const report = await lookOnce(fleet, connection, elapsed);
  await fleet.listen({ type: 'host-finished', host: connection.host, report });
  return report;
}

async function lookOnce(fleet: Fleet, connection: Connection, elapsed: () => number): Promise<HostReport> {
  const { host } = connection;
  const opened = await fleet.open(connection);
  if (!opened.ok) return sessionFailure(host, opened.error, elapsed());
  try {
    await fleet.listen({ type: 'host-connected', host });
    const looked = await look(opened.value.reading, fleet);
    if (!looked.ok) return sessionFailure(host, looked.error, elapsed());
    const { view } = looked.value;
    const sick = view.findings.some(({ severity }) => severity !== 'notice');
    return { ...emptyReport(host, sick ? 'unhealthy' : 'healthy', elapsed()), ...view };
  } finally {
    opened.value.close();
  }
}
