import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import { judged } from '../../src/run/check.ts';
import { judge } from '../../src/run/look.ts';
import { fpmLine, nginxLine } from '../checks/crowd.ts';
import { hostFacts, NOW } from '../checks/host.ts';
import { FILES, LIMITS, NOISE, UPSTREAM } from './nginx-messages.ts';

// Whatever nginx or PHP-FPM complains of three times since it last read its files, no host is called healthy for it.

/** A host whose log has these lines, each from another visitor, some time apart. */
const hostWith = (times: number, line: (at: number) => LogLine) =>
  hostFacts((host) => {
    host.logLines = Array.from({ length: times }, (_, index) => line(NOW - 300 + 20 * index));
  });

const status = (times: number, line: (at: number) => LogLine) =>
  judged('web01', judge(hostWith(times, line)), 7).status;

const of =
  (level: string, message: string, more: Partial<LogLine> = {}) =>
  (at: number): LogLine =>
    nginxLine(message, at, { level, upstream: null, client: '203.0.113.7', ...more });

const requested = { upstream: 'http://10.0.0.7:3000/report' };
const nobodys = { server: null, request: null, client: null };

describe('three lines of nginx’s make no healthy host:', () => {
  test.each(UPSTREAM)('%s %s', (level, message) => {
    expect(status(3, of(level, message, requested))).not.toBe('healthy');
    expect(status(3, of(level, message, {}))).not.toBe('healthy');
  });
  test.each(FILES)('%s %s', (level, message) => {
    expect(status(3, of(level, message))).not.toBe('healthy');
  });
  test.each(LIMITS)('%s %s', (level, message) => {
    expect(status(3, of(level, message, nobodys))).not.toBe('healthy');
  });
});

test.each(NOISE)('what is no fault of the host is none: %s %s', (level, message) => {
  expect(diagnose(hostWith(30, of(level, message))).findings).toEqual([]);
});

const SIGNALS = Array.from({ length: 31 }, (_, index) => index + 1);

describe('three lines of PHP-FPM’s make no healthy host:', () => {
  test.each(SIGNALS)('exited on signal %i', (number) => {
    const dead = (at: number) =>
      fpmLine(`[pool www] child 93 exited on signal ${number} (SIGX) after 7.1 seconds from start`, at);
    expect(status(3, dead)).not.toBe('healthy');
  });
  test.each<[string, string]>([
    ['ERROR', 'fork() failed: Resource temporarily unavailable (11)'],
    ['WARNING', '[pool www] child 93 exited with code 255 after 7.1 seconds from start'],
    ['WARNING', '[pool www] server reached pm.max_children setting (5), consider raising it'],
    ['WARNING', '[pool www] server reached max_children setting (5), consider raising it'],
    [
      'WARNING',
      '[pool www] seems busy (you may need to increase pm.start_servers, or pm.min/max_spare_servers), spawning 8 children, there are 0 idle, and 5 total children',
    ],
    [
      'WARNING',
      "[pool www] The maximum number of processes has been reached. Please review your configuration and consider raising 'process.max'",
    ],
    [
      'WARNING',
      '[pool www] child 93, script \'/srv/a.php\' (request: "GET /a.php") execution timed out (30.1 sec), terminating',
    ],
    ['ERROR', "unable to bind listening socket for address '/run/php/php8.2-fpm.sock': Permission denied (13)"],
    ['ERROR', 'failed to ptrace(ATTACH) child 93: Operation not permitted (1)'],
    ['ALERT', '[pool www] failed to open access log: No space left on device (28)'],
  ])('%s %s', (level, message) => {
    expect(status(3, (at) => ({ ...fpmLine(message, at), level }))).not.toBe('healthy');
  });
});

describe('what a line weighs', () => {
  const line = of('error', 'no port in upstream "backend"');
  const graded = (times: number) => diagnose(hostWith(times, line)).findings.map(({ severity }) => severity);

  test.each([
    [1, 'notice'],
    [2, 'notice'],
    [3, 'warning'],
    [9, 'warning'],
    [10, 'critical'],
  ])('%i of them: %s', (times, severity) => {
    expect(graded(times)).toEqual([severity]);
  });

  test('which can be said otherwise', () => {
    const graded = (times: number) =>
      diagnose(hostWith(times, line), { warning: 5, critical: 6, criticalPercent: 1 }).findings[0]?.severity;
    expect([4, 5, 6].map(graded)).toEqual(['notice', 'warning', 'critical']);
  });

  test('one or two leave a host healthy, and are told', () => {
    const report = judged('web01', judge(hostWith(2, line)), 7);
    expect(report.status).toBe('healthy');
    expect(report.findings[0]).toMatchObject({ cause: 'unexplained-errors', severity: 'notice' });
  });
});
