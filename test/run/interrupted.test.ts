import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import { check } from '../../src/run/check.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { Fleet } from '../../src/run/fleet.ts';
import { remediate } from '../../src/run/remediate.ts';
import { takeBack } from '../../src/run/take-back.ts';
import { unlessInterrupted } from '../../src/run/unless-interrupted.ts';
import type { OpenHost, SessionError } from '../../src/transport/session.ts';

const never = <Outcome>(): Promise<Outcome> => new Promise(() => undefined);

describe('a job', () => {
  test('gives what it gives where nobody interrupts, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    await expect(
      unlessInterrupted(
        signal,
        () => Promise.resolve('done'),
        () => 'instead',
      ),
    ).resolves.toBe('done');
    await expect(
      unlessInterrupted(
        signal,
        () => Promise.reject(new Error('bug')),
        () => 'instead',
      ),
    ).rejects.toThrow('bug');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('is not waited for once somebody interrupts', async () => {
    const controller = new AbortController();
    const outcome = unlessInterrupted(controller.signal, never<string>, () => 'instead');
    controller.abort();
    await expect(outcome).resolves.toBe('instead');
  });

  test('is not begun where somebody has interrupted before', async () => {
    let begun = false;
    const job = () => {
      begun = true;
      return never<string>();
    };
    await expect(unlessInterrupted(AbortSignal.abort(), job, () => 'instead')).resolves.toBe('instead');
    expect(begun).toBe(false);
  });
});

describe('an interrupted fleet, of which no host answers, ends at once with one report a host:', () => {
  function fleet(): { readonly fleet: Fleet; readonly events: RunEvent[]; readonly interrupt: () => void } {
    const controller = new AbortController();
    const events: RunEvent[] = [];
    const connections = ['web01', 'web02', 'web03'].map((host) => ({ kind: 'local', host, become: null }) as const);
    return {
      events,
      interrupt: () => controller.abort(),
      fleet: {
        connections,
        open: () => never<Result<OpenHost, SessionError>>(),
        forks: 2,
        sinceSeconds: 900,
        lookTimeoutMs: 1000,
        listen: (event) => void events.push(event),
        signal: controller.signal,
      },
    };
  }
  const intent = {
    kind: 'playbook' as const,
    run: '20261121T074512Z-k3f9',
    who: 'me@here',
    confirmWithinSeconds: 120,
    keepEvidence: () => Promise.resolve(),
    stepsFor: () => [],
    approved: () => false,
  };
  const asked = { kind: 'ask', ask: () => Promise.reject(new Error('nobody is to be asked')) } as const;

  test.each([
    ['check', (it: Fleet) => check(it), 'failed'],
    ['run --yes', (it: Fleet) => remediate(it, intent, { kind: 'given' }), 'refused'],
    ['run', (it: Fleet) => remediate(it, intent, asked), 'refused'],
    [
      'rollback',
      (it: Fleet) =>
        takeBack(it, {
          ...intent,
          of: intent.run,
          begun: [],
          afterwards: [],
          dry: false,
          force: false,
          onlyOpen: false,
          fromElsewhere: false,
        }),
      'refused',
    ],
  ] as const)('%s', async (_, begin, status) => {
    const { fleet: it, events, interrupt } = fleet();
    const ended = begin(it);
    interrupt();
    const reports = await ended;
    expect(reports.map(({ host, error }) => `${host} ${error?.reason}`)).toEqual([
      'web01 run-interrupted',
      'web02 run-interrupted',
      'web03 run-interrupted',
    ]);
    expect(new Set(reports.map((report) => report.status))).toEqual(new Set([status]));
    expect(events.filter(({ type }) => type === 'host-finished')).toHaveLength(3);
    expect(events.some(({ type }) => type === 'host-changing')).toBe(false);
  });
});

describe('a host on which something of ours throws', () => {
  const connections = ['web01', 'web02'].map((host) => ({ kind: 'local', host, become: null }) as const);
  test('is reported, and told to whoever listens, like any other', async () => {
    const events: RunEvent[] = [];
    const reports = await check({
      connections,
      open: () => Promise.reject(new Error('bug')),
      forks: 2,
      sinceSeconds: 900,
      lookTimeoutMs: 1000,
      listen: (event) => void events.push(event),
      signal: new AbortController().signal,
    });
    expect(reports.map(({ status, error }) => `${status} ${error?.reason}`)).toEqual([
      'failed internal',
      'failed internal',
    ]);
    expect(events.map(({ type }) => type)).toEqual(['host-finished', 'host-finished']);
  });

  test('is closed, so that nothing keeps the program waiting', async () => {
    const closed: string[] = [];
    const reports = await remediate(
      {
        connections,
        open: ({ host }) => {
          const session = {
            host,
            ask: () => Promise.reject(new Error('bug')),
            perform: () => Promise.reject(new Error('bug')),
          };
          return Promise.resolve({
            ok: true,
            value: { host, reading: session, writing: session, close: () => closed.push(host) },
          });
        },
        forks: 2,
        sinceSeconds: 900,
        lookTimeoutMs: 1000,
        listen: () => undefined,
        signal: new AbortController().signal,
      },
      {
        kind: 'playbook',
        run: 'x',
        who: 'me',
        confirmWithinSeconds: 1,
        keepEvidence: () => Promise.resolve(),
        stepsFor: () => [],
        approved: () => false,
      },
      { kind: 'given' },
    );
    expect(reports.map(({ error }) => error?.reason)).toEqual(['internal', 'internal']);
    expect(closed.toSorted()).toEqual(['web01', 'web02']);
  });
});
