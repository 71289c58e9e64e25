import { describe, expect, test } from 'vitest';
import { errorLogs, nginxWorkerUser } from '../../src/facts/nginx-settings.ts';
import { nginxWith } from './nginx-program.ts';

const main = (text: string) => nginxWith({ '/etc/nginx/nginx.conf': text });

describe("the workers' user", () => {
  test.each([
    ['user www-data;', 'www-data'],
    ['user nginx web;', 'nginx'],
    ['http { server { location / { user x; } } }', null],
    ['', null],
    ['user', null],
  ])('by %j is %s', (text, user) => {
    expect(nginxWorkerUser(main(text))).toBe(user);
  });
});

describe('the error logs', () => {
  test('of all levels are named, each once, with its place', () => {
    const text = `error_log /var/log/nginx/error.log warn;
http {
  error_log /var/log/nginx/http.log;
  server { error_log "logs/a b.log" crit; location / { error_log /var/log/nginx/error.log; } }
}`;
    const file = '/etc/nginx/nginx.conf';
    expect(errorLogs(main(text))).toEqual([
      { path: '/var/log/nginx/error.log', place: { file, line: 1, column: 1 } },
      { path: '/var/log/nginx/http.log', place: { file, line: 3, column: 3 } },
      { path: '/usr/share/nginx/logs/a b.log', place: { file, line: 4, column: 12 } },
    ]);
  });

  test.each(['stderr', 'off', 'syslog:server=10.0.0.1', 'memory:32m debug', '/dev/stderr', '/dev/null', '""'])(
    'leave out what is no file: %s',
    (written) => {
      expect(errorLogs(main(`error_log ${written};`))).toEqual([]);
    },
  );

  test('are none where the configuration names none', () => {
    expect(errorLogs(main('events {}'))).toEqual([]);
  });
});
