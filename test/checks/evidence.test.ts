import { describe, expect, test } from 'vitest';
import { showTime } from '../../src/checks/evidence/evidence.ts';
import { logEvidence, upstreamAddress } from '../../src/checks/evidence/log-evidence.ts';
import { verdictOf } from '../../src/checks/evidence/test-verdict.ts';
import { connectFailed, NOW } from './host.ts';

describe('logEvidence', () => {
  const all = { program: 'nginx', since: NOW - 100, matches: () => true } as const;

  test('alike lines are one, with their number, and the place and time of the last, and the time of the first', () => {
    const lines = [3, 2, 1].map((ago) => ({ ...connectFailed(2, 'unix:/a', NOW - ago), line: 100 - ago }));
    expect(logEvidence(lines, all)).toEqual([
      {
        source: '/var/log/nginx/error.log',
        line: 99,
        text: 'connect() to unix:/a failed (2: …) while connecting to upstream ×3',
        at: '2026-02-02T02:39:59Z',
        firstAt: '2026-02-02T02:39:57Z',
        lines,
      },
    ]);
  });

  test('the newest three kinds are kept, and a long line is cut', () => {
    const lines = [2, 11, 13, 111].map((errno, n) => connectFailed(errno, 'unix:/a', NOW - 50 + n));
    expect(logEvidence(lines, all)).toHaveLength(3);
    const [long] = logEvidence([{ ...connectFailed(2, 'unix:/a', NOW), message: 'x'.repeat(5000) }], all);
    expect(long?.text).toHaveLength(300);
  });

  test('older lines, other programs’ lines and missing logs are none', () => {
    expect(logEvidence([connectFailed(2, 'unix:/a', NOW - 101)], all)).toEqual([]);
    expect(logEvidence([{ ...connectFailed(2, 'unix:/a', NOW), program: 'php-fpm' }], all)).toEqual([]);
    expect(logEvidence(undefined, all)).toEqual([]);
  });
});

test.each([
  ['fastcgi://unix:/run/php/a.sock:', { kind: 'unix', path: '/run/php/a.sock' }],
  ['fastcgi://127.0.0.1:9000', { kind: 'tcp', host: '127.0.0.1', port: 9000 }],
  ['fastcgi://[::1]:9000', { kind: 'tcp', host: '::1', port: 9000 }],
  ['http://10.0.0.1:8080/path', { kind: 'tcp', host: '10.0.0.1', port: 8080 }],
  ['fastcgi://', null],
  ['php', null],
])('nginx’s upstream %s is understood', (upstream, address) => {
  expect(upstreamAddress({ ...connectFailed(2, 'unix:/x', NOW), upstream })).toEqual(address);
});

describe('verdictOf', () => {
  const said = (output: string) => verdictOf({ passed: false, output }, ['nginx', '-t']);

  test.each([
    [
      'nginx: [emerg] invalid port in "x:y" of the "listen" directive in /etc/nginx/a.conf:3',
      '/etc/nginx/a.conf:3',
      'invalid port in "x:y" of the "listen" directive',
    ],
    [
      'nginx: [warn] low\nnginx: [emerg] host not found in upstream "php" in /e/b:9\nnginx: test failed',
      '/e/b:9',
      'host not found in upstream "php"',
    ],
    [
      '2026/02/02 02:40:00 [emerg] 12#12: open() "/x" failed (2: No such file or directory)',
      null,
      'open() "/x" failed (2: No such file or directory)',
    ],
    [
      "[02-Feb-2026 02:40:00] ERROR: [pool www] cannot get uid for user 'shop'",
      null,
      "[pool www] cannot get uid for user 'shop'",
    ],
    [
      '[02-Feb-2026 02:40:00] ALERT: [/e/www.conf:7] value is NULL for a ZEND_INI_PARSER_ENTRY',
      '/e/www.conf:7',
      'value is NULL for a ZEND_INI_PARSER_ENTRY',
    ],
    ['', null, 'the test failed without a word'],
  ])('%j', (output, where, message) => {
    expect(said(output)).toMatchObject({ where, message });
  });

  test('a verdict without a place is the test command’s', () => {
    expect(said('odd').evidence.source).toBe('nginx -t');
  });
});

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [1.9, '1970-01-01T00:00:01Z'],
  [null, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
])('%s seconds are %s', (seconds, text) => {
  expect(showTime(seconds)).toBe(text);
});
