import { describe, expect, test } from 'vitest';
import { readPlan } from '../../../src/run/saved-plan/read.ts';
import { planFileText, planHash, whyUntimely } from '../../../src/run/saved-plan/saved-plan.ts';
import { known } from '../../../src/facts/fact.ts';
import { planHost } from '../../../src/playbook/plan-host.ts';
import { holdPlan } from '../../../src/run/held-plan.ts';
import { judge } from '../../../src/run/look.ts';
import { connectFailed, hostFacts, killFpm, NOW, SOCKET, stopFpm } from '../../checks/host.ts';
import { playStep } from '../../playbook/play.ts';
import { savedPlan } from './plan.ts';

const plan = savedPlan({ web01: stopFpm, web02: killFpm });
const text = planFileText(plan);

/** The file with its content changed by a function, and a hash that fits the change. */
function forged(change: (file: { plan: typeof plan }) => unknown): string {
  const file = JSON.parse(text) as { plan: typeof plan; hash: string };
  change(file);
  return JSON.stringify({ ...file, hash: planHash(file.plan) }, null, 2);
}

describe('what was saved is read again', () => {
  test('whole', () => {
    expect(readPlan('plan.json', text)).toEqual({ kind: 'plan', plan, hash: planHash(plan) });
  });

  test('with the first and the last time of several alike lines', () => {
    const often = savedPlan({
      web01: (host) => {
        killFpm(host);
        for (const ago of [40, 30, 20]) host.logLines.push(connectFailed(111, `unix:${SOCKET}`, NOW - ago));
      },
    });
    const evidence = often.hosts.flatMap(({ findings }) => findings.flatMap((finding) => finding.evidence));
    expect(evidence.some(({ firstAt }) => typeof firstAt === 'string')).toBe(true);
    expect(readPlan('plan.json', planFileText(often))).toMatchObject({ kind: 'plan', plan: often });
  });

  test('with what a playbook runs, waits for, tells and asks', () => {
    const steps = [
      playStep('command', null, { cmd: 'true', no_undo: 'it does nothing' }),
      playStep('command', null, { argv: ['true'], undo: ['false'], unless: 'false' }),
      playStep('wait_for', null, { port: 80 }),
      playStep('http_check', null, { url: 'http://127.0.0.1/', contains: 'OK' }),
      playStep('pause', null, { seconds: 1 }),
      playStep('pause', null, { prompt: 'sure?' }),
      playStep('note', null, { message: 'well' }),
      { ...playStep('test_nginx'), timeout: 5, tries: { retries: 1, delay: 2 } },
    ];
    const question = { kind: 'command' as const, argv: ['/bin/sh', '-c', 'false'], folder: '/' };
    const look = judge(
      hostFacts((host) => host.asked.push({ kind: 'command', question, answer: known({ status: 1 }) })),
    );
    const { facts, diagnosis } = look;
    const held = holdPlan(
      planHost(steps, { host: 'web01', facts, diagnosis }, () => true),
      look,
    );
    expect(held.plan.changes.map(({ kind }) => kind)).toEqual(['command', 'command', 'wait', 'wait', 'wait', 'gate']);
    const file = planFileText({ ...plan, hosts: [held] });
    expect(readPlan('plan.json', file)).toMatchObject({ kind: 'plan', plan: { hosts: [held] } });
  });

  test('whoever has laid it out anew', () => {
    expect(readPlan('plan.json', JSON.stringify(JSON.parse(text)))).toMatchObject({ kind: 'plan' });
  });
});

describe('a plan that somebody edited', () => {
  test('is known by its hash, and the place of the hash is told', () => {
    const edited = text.replace('ops@desk', 'eve@desk');
    expect(readPlan('plan.json', edited)).toEqual({
      kind: 'edited',
      why: expect.stringMatching(
        /^plan\.json:3:11: the plan was changed after it was made: its hash was [0-9a-f]{64}, and/,
      ) as string,
    });
  });
});

const from = { id: 'c1', step: 'copy', finding: null };
const disguised = {
  ...from,
  kind: 'write-file',
  path: '/etc/x',
  expect: { sha256: 'a'.repeat(64), inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' },
  before: 'good\n',
  after: 'good\n',
};
const endless = {
  ...from,
  kind: 'command',
  argv: ['true', ' '.repeat(40_000), 'evil'],
  folder: null,
  undo: { kind: 'none', why: '' },
  seconds: 1,
  expect: { creates: null, removes: null, unless: null },
};

describe('what is no plan is a mistake at its place:', () => {
  test.each<[string, string, string]>([
    ['no JSON', text.slice(0, 40), 'plan.json:3:11: this is no JSON'],
    ['an empty file', '', 'plan.json:1:1: this is no JSON'],
    ['another document', '7', 'plan.json:1:1: a plan must be Object, and is 7'],
    ['an empty one', '{}', 'plan.json:1:1: `hash` is missing'],
    [
      'a newer kind of plan',
      text.replace('"schema": 1', '"schema": 2'),
      'plan.json:2:13: `schema` must be 1, and is 2',
    ],
    ['a key too many', forged((file) => Object.assign(file.plan, { also: 1 })), 'is not known here'],
    ['a time that is none', forged((file) => Object.assign(file.plan, { madeAt: 'noon' })), '`plan.madeAt` must be'],
    [
      'a change of no known kind',
      forged((file) => Object.assign(file.plan.hosts[0]?.plan.changes[0] ?? {}, { kind: 'conjure' })),
      '`plan.hosts.0.plan.changes.0.kind` must be',
    ],
    [
      'a change that nothing could be made of',
      forged((file) => Object.assign(file.plan.hosts[0]?.plan.changes[0] ?? {}, { id: '../../etc' })),
      'a change is called "../../etc" instead of c1, c2, …',
    ],
    [
      'two plans for a host',
      forged((file) => Object.assign(file.plan.hosts[1]?.plan ?? {}, { host: 'web01' })),
      'web01 has a second plan',
    ],
    [
      'words that would move the cursor',
      forged((file) => Object.assign(file.plan.hosts[0] ?? {}, { hostname: ['\u001b[2J'] })),
      '`plan.hosts.0.hostname` must be',
    ],
    [
      'batches of nobody',
      forged((file) => Object.assign(file.plan.plays[0] ?? {}, { throttle: 0 })),
      '`plan.plays.0.throttle`',
    ],
    [
      'a change that words itself',
      forged((file) => Object.assign(file.plan.hosts[0]?.plan.changes[0] ?? {}, { summary: 'reload nginx.service' })),
      '`plan.hosts.0.plan.changes.0.summary` is not known here',
    ],
    [
      'a maker who writes over the line',
      forged((file) => Object.assign(file.plan, { by: 'ops\u001b[1Aroot' })),
      '`plan.by` must hold nothing that hides or acts',
    ],
    [
      'a diff that shows another text than the one that is replaced',
      forged((file) => Object.assign(file.plan.hosts[0]?.plan ?? {}, { changes: [disguised] })),
      'c1: `before` is not the text of the file that the plan expects',
    ],
    [
      'a command that nobody would read to its end',
      forged((file) => Object.assign(file.plan.hosts[0]?.plan ?? {}, { changes: [endless] })),
      'no command, or one of more than',
    ],
    ['nobody', forged((file) => Object.assign(file.plan, { hosts: [] })), '`plan.hosts` must be'],
  ])('%s', (_, broken, message) => {
    expect(() => readPlan('plan.json', broken)).toThrow(message);
    expect(() => readPlan('plan.json', broken)).toThrow(
      /^plan\.json:\d+:\d+: .*\n {2}hint: plans are made, not written/,
    );
  });
});

describe('a plan’s time', () => {
  test.each([
    ['is now', '2026-11-21T08:00:00Z', null],
    ['is over', '2026-11-22T07:45:12Z', /good until 2026-11-22/],
    ['has not come: a clock is wrong', '2026-11-20T00:00:00Z', /one of the clocks is wrong/],
  ])('%s', (_, now, why) => {
    const told = whyUntimely(plan, new Date(now));
    if (why === null) expect(told).toBeNull();
    else expect(told).toMatch(why);
  });
});
