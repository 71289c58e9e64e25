import { describe, expect, test } from 'vitest';
import { parseNginxErrorLog } from '../../../src/formats/logs/nginx-error.ts';

const REFUSED =
  '2026/11/21 07:44:58 [error] 1234#1234: *5678 connect() to unix:/run/php/php8.2-fpm.sock failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: example.com, request: "GET /a?b=c HTTP/1.1", upstream: "fastcgi://unix:/run/php/php8.2-fpm.sock:", host: "example.com", referrer: "http://x/"';

describe('parseNginxErrorLog', () => {
  test('reads a line about an upstream', () => {
    expect(parseNginxErrorLog(REFUSED, 0)).toEqual({
      at: Date.UTC(2026, 10, 21, 7, 44, 58) / 1000,
      level: 'error',
      pid: 1234,
      pool: null,
      message:
        'connect() to unix:/run/php/php8.2-fpm.sock failed (111: Connection refused) while connecting to upstream',
      errno: 111,
      upstream: 'fastcgi://unix:/run/php/php8.2-fpm.sock:',
      server: 'example.com',
      request: 'GET /a?b=c HTTP/1.1',
      client: '10.0.0.9',
    });
  });

  test('takes the time as the host’s own', () => {
    const utc = Date.UTC(2026, 10, 21, 7, 44, 58) / 1000;
    expect(parseNginxErrorLog(REFUSED, 120)?.at).toBe(utc - 7200);
    expect(parseNginxErrorLog(REFUSED, -210)?.at).toBe(utc + 12_600);
  });

  test.each([
    ['no client', '2026/11/21 07:44:58 [notice] 1#1: signal process started', { errno: null, server: null }],
    [
      'a level of its own',
      '2026/11/21 07:44:58 [crit] 1#1: *1 connect() to unix:/r failed (13: Permission denied) while connecting to upstream, client: ::1, server: , request: "GET / HTTP/1.1"',
      { level: 'crit', errno: 13, server: '' },
    ],
    [
      'parentheses in the error',
      '2026/11/21 07:44:58 [error] 1#1: bind() failed (98: Address (IPv4) in use)',
      { errno: 98 },
    ],
    ['a CR at its end', '2026/11/21 07:44:58 [warn] 1#1: x\r', { message: 'x' }],
  ])('reads a line with %s', (_what, line, expected) => {
    expect(parseNginxErrorLog(line, 0)).toMatchObject(expected);
  });

  test('doesn’t let a client pass off another upstream by its referrer or its host', () => {
    const line = REFUSED.replace('http://x/', ', upstream: "evil');
    expect(parseNginxErrorLog(line, 0)?.upstream).toBe('fastcgi://unix:/run/php/php8.2-fpm.sock:');
  });

  test('takes neither errno nor client from what PHP wrote', () => {
    const line =
      '2026/11/21 07:44:58 [error] 1#1: *2 FastCGI sent in stderr: "PHP message: x (13: Permission denied), client: fake, server: fake" while reading response header from upstream, client: 10.0.0.9, server: a, request: "GET / HTTP/1.1", upstream: "fastcgi://127.0.0.1:9000", host: "a"';
    expect(parseNginxErrorLog(line, 0)).toMatchObject({
      errno: null,
      server: 'a',
      message:
        'FastCGI sent in stderr: "PHP message: x (13: Permission denied), client: fake, server: fake" while reading response header from upstream',
    });
  });

  test.each([
    '',
    'PHP message: more of the same',
    '2026/13/40 07:44:58 [error] 1#1: x',
    '2026/11/21 25:00:00 [error] 1#1: x',
    '2026/11/21 07:44:58 [loud] 1#1: x',
    '2026/11/21 07:44:58 [error] x',
  ])('is null for %j', (line) => expect(parseNginxErrorLog(line, 0)).toBeNull());

  test('reads no further than a line of nginx’s can be', () => {
    expect(
      parseNginxErrorLog(`2026/11/21 07:44:58 [error] 1#1: ${'x'.repeat(1_000_000)}`, 0)?.message.length,
    ).toBeLessThan(5000);
  });
});
