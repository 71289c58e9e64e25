import { describe, expect, test } from 'vitest';
import { emptyReport, internalFailure, interruptedReport, sessionFailure } from '../../src/run/failed-report.ts';
import type { SessionError } from '../../src/transport/session.ts';

describe('a host that could not be worked with is', () => {
  test.each<[string, SessionError['reason']]>([
    ['unreachable', 'name-not-resolved'],
    ['unreachable', 'connection-refused'],
    ['unreachable', 'host-key-changed'],
    ['unreachable', 'auth-failed'],
    ['unreachable', 'connection-lost'],
    ['unreachable', 'exec-timeout'],
    ['failed', 'become-password-needed'],
    ['failed', 'become-password-wrong'],
    ['failed', 'become-refused'],
    ['failed', 'become-missing'],
    ['failed', 'output-too-large'],
    ['failed', 'exec-failed'],
  ])('%s: %s', (status, reason) => {
    const error: SessionError = { reason, message: 'so it is', hint: null };
    expect(sessionFailure('web01', error, 12)).toEqual({ ...emptyReport('web01', status as 'failed', 12), error });
  });
});

test('what the host said on the way is cleaned', () => {
  const error: SessionError = { reason: 'become-refused', message: 'sudo: \u001b[31mpassword=hunter2', hint: null };
  expect(sessionFailure('web01', error, 1).error?.message).not.toMatch(/\u001b|hunter2/);
});

describe('a bug of ours', () => {
  const known = { ...emptyReport('web01', 'would-change', 12), whyNotRehearsed: 'kept' };

  test('is that one host’s failure, with its cause and all that was known', () => {
    const report = internalFailure(known, new TypeError('x is not a function'));
    expect(report).toMatchObject({ ...known, status: 'failed', error: { reason: 'internal' } });
    expect(report.error?.message).toMatch(/^TypeError: x is not a function\n\s+at /);
  });

  test('need not be an Error', () => {
    expect(internalFailure(known, 'thrown text').error?.message).toBe('thrown text');
  });
});

test('an interrupted host keeps what was known of it', () => {
  const report = interruptedReport(emptyReport('web01', 'refused', 5));
  expect(report).toMatchObject({ host: 'web01', status: 'refused', error: { reason: 'run-interrupted' } });
});
