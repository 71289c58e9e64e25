import { expect, test } from 'vitest';
import { doAfterwards } from '../../src/run/afterwards.ts';
import type { ApplyIntent } from '../../src/run/apply-intent.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import type { Fleet } from '../../src/run/fleet.ts';
import type { HostReport, HostStatus } from '../../src/run/host-report.ts';
import type { Ready } from '../../src/run/prepare.ts';
import { playStep } from '../playbook/play.ts';

/** What becomes of a host whose steps have ended so, and whose blocks have one step each, before anybody connects. */
async function after(status: HostStatus, reason: string | null, { interrupted = false, blocks = true } = {}) {
  let connected = 0;
  const fleet: Fleet = {
    connections: [],
    open: () => {
      connected += 1;
      return Promise.resolve({ ok: false, error: { reason: 'connection-refused', message: 'gone', hint: null } });
    },
    forks: 1,
    sinceSeconds: 900,
    lookTimeoutMs: 1000,
    listen: () => undefined,
    signal: interrupted ? AbortSignal.abort() : new AbortController().signal,
  };
  const further = {
    kind: 'playbook',
    approved: () => true,
    agreed: () => Promise.resolve(true),
    stepsFor: () => [],
    blocksFor: (_: string, wanted: readonly string[]) => (blocks && wanted.length > 0 ? [playStep('test_nginx')] : []),
  } as const;
  const intent: ApplyIntent = {
    run: '20261121T074512Z-k3f9',
    who: 'me@here',
    confirmWithinSeconds: 1,
    keepEvidence: () => Promise.resolve(),
    further,
  };
  const error = reason === null ? null : { reason, message: 'it went wrong', hint: 'what to do' };
  const ended: HostReport = { ...emptyReport('web01', status, 1), error };
  const connection = { kind: 'local', host: 'web01', become: null } as const;
  const ready = { connection, plan: { host: 'web01', changes: [] } } as unknown as Ready;
  return { ended, report: await doAfterwards(fleet, intent, ready, ended), connected };
}

test.each<[string, HostStatus, boolean]>([
  ['where there are no blocks', 'rolled-back', false],
  ['where nothing was begun', 'refused', true],
])('a host is left as it ended, and nobody connects, %s', async (_, status, blocks) => {
  const { ended, report, connected } = await after(status, null, { blocks });
  expect(report).toBe(ended);
  expect(connected).toBe(0);
});

test.each<[HostStatus, string | null, HostStatus, string]>([
  ['changed', null, 'failed', 'afterwards-failed'],
  ['rolled-back', 'verify-worse', 'failed', 'afterwards-failed'],
  ['unreachable', 'connection-lost', 'unreachable', 'afterwards-failed'],
])('blocks that an interrupt has left out are told of: %s', async (status, reason, then, told) => {
  const { report, connected } = await after(status, reason, { interrupted: true });
  expect(report).toMatchObject({ status: then, error: { reason: told } });
  expect(report.error?.message).toContain('interrupted before it was begun');
  expect(connected).toBe(0);
});

test('an undo that has failed waits for a person, and stays the news', async () => {
  const { report, connected } = await after('failed', 'undo-failed');
  expect(report).toMatchObject({ status: 'failed', error: { reason: 'undo-failed', hint: 'what to do' } });
  expect(report.error?.message).toContain('its undo waits for a person');
  expect(connected).toBe(0);
});
