import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../src/report/exit-code.ts';
import { emptyReport } from '../../src/run/failed-report.ts';
import { type Ended, type Problem, transactionProblem } from '../../src/run/transaction-problem.ts';

const RUN = '20261121T074512Z-k3f9';
const problemOf = (outcome: Ended): Problem => transactionProblem(RUN, outcome, (id) => `${id} (restart a.service)`);
const gate = { kind: 'gate', change: 'c3', output: 'nginx: [emerg] no\n' } as const;

describe('a transaction that ended', () => {
  test.each<[string, Ended, Omit<Problem, 'hint'>, string | null]>([
    [
      'undone by a test is rolled back',
      { kind: 'undone', because: gate },
      {
        status: 'rolled-back',
        reason: 'gate-failed',
        message: 'the test c3 (restart a.service) failed: nginx: [emerg] no',
      },
      'undone everything by itself',
    ],
    [
      'undone by a change is rolled back',
      { kind: 'undone', because: { kind: 'change', change: 'c3', output: '' } },
      { status: 'rolled-back', reason: 'change-failed', message: 'the change c3 (restart a.service) failed' },
      'undone everything by itself',
    ],
    [
      'interrupted on the host is rolled back',
      { kind: 'undone', because: { kind: 'interrupted', change: null, output: '' } },
      { status: 'rolled-back', reason: 'interrupted', message: 'the transaction was interrupted on the host' },
      'undone everything by itself',
    ],
    [
      'overtaken by its switch is rolled back',
      { kind: 'undone', because: { kind: 'switch', change: null, output: '' } },
      {
        status: 'rolled-back',
        reason: 'not-confirmed',
        message: 'the host undid by itself because nobody confirmed in time',
      },
      'undone everything by itself',
    ],
    [
      'with an undo that failed says how a person finishes it',
      { kind: 'undo-failed', because: gate, failures: ['/etc/a could not be put back'] },
      {
        status: 'failed',
        reason: 'undo-failed',
        message:
          'the test c3 (restart a.service) failed: nginx: [emerg] no; and the undo failed: /etc/a could not be put back',
      },
      `sh /var/lib/suture/tx/${RUN}/undo.sh`,
    ],
    [
      'on drift changed nothing',
      { kind: 'drifted', drifts: [{ change: 'c3', what: 'sha256', expected: 'aa', found: 'bb' }] },
      {
        status: 'refused',
        reason: 'drifted',
        message: 'the host has changed since it was looked at: c3 (restart a.service): sha256 is bb, not aa',
      },
      'nothing was changed',
    ],
    [
      'on a lock names who holds it',
      { kind: 'locked', holder: { run: 'r1', who: 'eve@there', since: '07:44', state: 'applied', armed: true } },
      { status: 'refused', reason: 'lock-held', message: 'run r1 of eve@there holds this host since 07:44 (applied)' },
      'the host undoes it by itself',
    ],
    [
      'on the lock of a run that nobody will settle says how to settle it',
      { kind: 'locked', holder: { run: 'r1', who: 'eve@there', since: '07:44', state: 'undo-failed', armed: false } },
      {
        status: 'refused',
        reason: 'lock-held',
        message: 'run r1 of eve@there holds this host since 07:44 (undo-failed)',
      },
      'suture undo r1',
    ],
    [
      'on the lock of a run that is only preparing names it',
      { kind: 'locked', holder: { run: 'r1', who: 'eve@there', since: '07:44', state: 'preparing', armed: false } },
      {
        status: 'refused',
        reason: 'lock-held',
        message: 'run r1 of eve@there holds this host since 07:44 (preparing)',
      },
      'nothing was changed; suture show r1',
    ],
    [
      'after it undid what another run had left open asks to be run again',
      { kind: 'refused', reason: 'left-open', why: 'run r1 was left open' },
      { status: 'refused', reason: 'left-open', message: 'run r1 was left open' },
      'run again',
    ],
    [
      'on a refusal gives the host’s reason',
      { kind: 'refused', reason: 'no-room', why: 'no room for backups' },
      { status: 'refused', reason: 'no-room', message: 'no room for backups' },
      'nothing was changed',
    ],
    [
      'cut short after it began is undone by its switch',
      { kind: 'cut-short', begun: true },
      { status: 'failed', reason: 'transaction-cut-short', message: 'the transaction ended without saying how' },
      'undoes by itself',
    ],
    [
      'cut short before it began changed nothing',
      { kind: 'cut-short', begun: false },
      { status: 'failed', reason: 'transaction-cut-short', message: 'the transaction ended without saying how' },
      'nothing was changed',
    ],
  ])('%s', (_, outcome, expected, hint) => {
    const problem = problemOf(outcome);
    expect(problem).toMatchObject(expected);
    expect(problem.hint).toContain(hint);
  });
});

test('an undo that failed is never counted as a mere failure', () => {
  const { status, ...error } = problemOf({ kind: 'undo-failed', because: gate, failures: [] });
  const report = { ...emptyReport('web01', status, 1), error };
  expect(exitCodeOf({ run: RUN, command: 'run', dry: false, elapsedMs: 1, hosts: [report] })).toBe(7);
  expect(error.message).toContain('it does not say why');
});

test('what the host said is cleaned, in hints too', () => {
  const holder = {
    run: '\u001b[2Jr1',
    who: '\u001b[31meve',
    since: 'password=hunter2',
    state: 'applied',
    armed: false,
  };
  const problem = problemOf({ kind: 'locked', holder });
  expect(`${problem.message}${problem.hint}`).not.toMatch(/\u001b|hunter2/);
});
