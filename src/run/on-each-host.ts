import type { Connection } from '../inventory/inventory.ts';
import type { OpenHost } from '../transport/session.ts';
import { clean } from './clean.ts';
import { emptyReport, internalFailure, interruptedReport, sessionFailure } from './failed-report.ts';
import { fanOut } from './fan-out.ts';
import type { Fleet } from './fleet.ts';
import type { HostReport } from './host-report.ts';
import { stopwatch } from './stopwatch.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

/** Does something to every host of the fleet, `changes` or only looks; each gets exactly one report. */
export async function onEachHost(
  fleet: Fleet,
  kind: 'looks' | 'changes',
  act: (opened: OpenHost) => Promise<HostReport>,
): Promise<readonly HostReport[]> {
  const lost = (host: string, error: unknown): HostReport => internalFailure(emptyReport(host, 'failed', 0), error);
  return fanOut(
    fleet.connections,
    fleet.forks,
    async (connection) => {
      const elapsed = stopwatch();
      const { host } = connection;
      const told = await onHost(fleet, kind, connection, act).catch((error: unknown) => lost(host, error));
      const report = { ...clean(told), elapsedMs: elapsed() };
      await fleet.listen({ type: 'host-finished', host, report });
      return report;
    },
    ({ host }, error) => lost(host, error),
  );
}

async function onHost(
  fleet: Fleet,
  kind: 'looks' | 'changes',
  connection: Connection,
  act: (opened: OpenHost) => Promise<HostReport>,
): Promise<HostReport> {
  const { host } = connection;
  const interrupted = interruptedReport(emptyReport(host, 'refused', 0));
  const opened = await unlessInterrupted(
    fleet.signal,
    () => fleet.open(connection),
    () => null,
  );
  if (opened === null) return interrupted;
  if (!opened.ok) return sessionFailure(host, opened.error, 0);
  try {
    await fleet.listen({ type: 'host-connected', host });
    if (kind === 'changes') await fleet.listen({ type: 'host-changing', host });
    return fleet.signal.aborted ? interrupted : await act(opened.value);
  } finally {
    opened.value.close();
  }
}
