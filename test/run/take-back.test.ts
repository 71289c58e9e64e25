import { describe, expect, test } from 'vitest';
import type { ApplyIntent } from '../../src/run/apply-intent.ts';
import type { HostRecord } from '../../src/run/record.ts';
import { takeBack } from '../../src/run/take-back.ts';
import type { OpenHost, ReadSession, SessionError, WriteSession } from '../../src/transport/session.ts';
import { shellSession } from '../apply/shell-session.ts';

const LOST: SessionError = { reason: 'connection-lost', message: 'it broke', hint: null };

/** Takes a run back on this machine, but for the undo itself, which is only counted. */
async function takenBack(keepEvidence: ApplyIntent['keepEvidence'], ask?: ReadSession['ask']) {
  let undone = 0;
  const here: WriteSession = {
    ...shellSession('here', ['sh', '-s']),
    ...(ask === undefined ? {} : { ask }),
    perform: () => {
      undone += 1;
      return Promise.resolve({ ok: false, error: LOST });
    },
  };
  const opened: OpenHost = { host: 'here', reading: here, writing: here, close: () => undefined };
  const [report] = await takeBack(
    {
      connections: [{ kind: 'local', host: 'here', become: null }],
      open: () => Promise.resolve({ ok: true, value: opened }),
      forks: 1,
      sinceSeconds: 900,
      lookTimeoutMs: 25_000,
      listen: () => undefined,
      signal: new AbortController().signal,
    },
    {
      of: '20261121T074512Z-k3f9',
      begun: [],
      afterwards: [],
      dry: false,
      force: false,
      onlyOpen: false,
      fromElsewhere: false,
      keepEvidence,
    },
  );
  return { report, undone };
}

describe('before a run is taken back', () => {
  test('what is seen of the host is kept', async () => {
    const kept: HostRecord[] = [];
    const { undone } = await takenBack((seen) => Promise.resolve(void kept.push(seen)));
    expect(kept.map(({ host, facts }) => `${host} ${facts.identity.state}`)).toEqual(['here known']);
    expect(undone).toBe(1);
  });

  test('and where it can’t be kept, nothing is', async () => {
    const { report, undone } = await takenBack(() => Promise.reject(new Error('disk full')));
    expect(report).toMatchObject({ status: 'refused', error: { reason: 'evidence-not-kept' } });
    expect(undone).toBe(0);
  });

  test('but a host that can’t be looked at is taken back all the same', async () => {
    const nothing = () => Promise.reject(new Error('nothing is to be kept'));
    const { undone } = await takenBack(nothing, () => Promise.resolve({ ok: false, error: LOST }));
    expect(undone).toBe(1);
  });
});
