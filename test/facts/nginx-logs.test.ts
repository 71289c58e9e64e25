import { describe, expect, test } from 'vitest';
import { errorLogFiles, errorLogs } from '../../src/facts/nginx-logs.ts';
import { unwrittenLogs } from '../../src/facts/unwritten-logs.ts';
import { nginxWith } from './nginx-program.ts';

const main = (text: string) => nginxWith({ '/etc/nginx/nginx.conf': text });

describe('the error logs', () => {
  test('of all levels are named, each with its place', () => {
    const text = `error_log /var/log/nginx/error.log warn;
http {
  error_log /var/log/nginx/http.log;
  server { error_log "logs/a b.log" crit; location / { error_log /var/log/nginx/error.log; } }
}`;
    const file = '/etc/nginx/nginx.conf';
    expect(errorLogs(main(text))).toMatchObject([
      { target: { path: '/var/log/nginx/error.log' }, level: 'warn', place: { file, line: 1, column: 1 } },
      { target: { path: '/var/log/nginx/http.log' }, level: 'error', place: { line: 3, column: 3 } },
      { target: { path: '/usr/share/nginx/logs/a b.log' }, level: 'crit', place: { line: 4, column: 12 } },
      { target: { path: '/var/log/nginx/error.log' }, level: 'error' },
    ]);
    expect(errorLogFiles(main(text))).toHaveLength(3);
  });

  test.each([
    ['stderr', 'journal'],
    ['/dev/stderr', 'journal'],
    ['/proc/self/fd/2', 'journal'],
    ['syslog:server=unix:/dev/log,nohostname', 'journal'],
    ['syslog:tag=web,server=127.0.0.1:514', 'journal'],
    ['syslog:server=10.0.0.1', 'elsewhere'],
    ['syslog:server=unix:/run/vector.sock', 'elsewhere'],
    ['memory:32m debug', 'elsewhere'],
    ['/dev/null', 'elsewhere'],
    ['off', 'elsewhere'],
  ])('%s leads to the %s', (written, kind) => {
    expect(errorLogs(main(`error_log ${written};`)).map(({ target }) => target.kind)).toEqual([kind]);
    expect(errorLogFiles(main(`error_log ${written};`))).toEqual([]);
  });

  test.each(['events {}', 'error_log "";', '# error_log /x;', 'add_header X "error_log /x;";'])(
    'are none in %s',
    (text) => {
      expect(errorLogs(main(text))).toEqual([]);
    },
  );
});

describe('what no log here tells of a site', () => {
  const php = 'location / { fastcgi_pass unix:/run/php.sock; }';
  const http = (outside: string, inside: string, level = '') =>
    main(`${level} http { ${outside} server { server_name a.example; ${inside} ${php} } }`);

  test.each([
    ['its own log is elsewhere', http('', 'error_log syslog:server=10.0.0.9;'), ['go to syslog:server=10.0.0.9']],
    ['the one of http is', http('error_log /dev/null crit;', ''), ['go to /dev/null']],
    ['only the gravest is written', http('', '', 'error_log /var/log/e.log crit;'), ['from level crit on only']],
  ])('is said where %s', (_, nginx, words) => {
    const said = unwrittenLogs(nginx);
    expect(said).toHaveLength(1);
    for (const word of words) expect(said[0]).toContain(word);
    expect(said[0]).toContain("nginx's errors of a.example:80");
  });

  test.each([
    ['nothing is written', http('', '')],
    ['one of several can be read', http('', 'error_log /dev/null; error_log /var/log/a.log;')],
    ['the server has its own', http('error_log off;', 'error_log /var/log/a.log warn;')],
    ['the journal has it', http('', 'error_log stderr;')],
    ['only another level is elsewhere', http('error_log /var/log/a.log;', '', 'error_log memory:1m;')],
    ['the site has no upstream', main('http { server { error_log off; root /srv; } }')],
  ])('is nothing where %s', (_, nginx) => {
    expect(unwrittenLogs(nginx)).toEqual([]);
  });

  test('is told once for all sites of one place', () => {
    const server = (name: string) => `server { server_name ${name}.example; ${php} }`;
    const text = `http { error_log off; ${['a', 'b', 'c', 'd', 'e'].map(server).join(' ')} }`;
    expect(unwrittenLogs(main(text))).toEqual([
      "nginx's errors of a.example:80, b.example:80, c.example:80 and 2 more go to off, which is not read (/etc/nginx/nginx.conf:1)",
    ]);
  });
});
