import { expect, test } from 'vitest';
import { accessLogsOf } from '../../src/facts/access-logs.ts';
import { nginxWith } from './nginx-program.ts';

const logsOf = (text: string) =>
  accessLogsOf(nginxWith({ 'nginx.conf': text })).map(({ path, sites }) => `${path} ${sites.join(',')}`);
const server = (inside: string, name = 'a') => `server { listen 80; server_name ${name}; ${inside} }`;

test.each<[string, string, readonly string[]]>([
  ['that of http', `http { access_log /l/all.log; ${server('')} ${server('', 'b')} }`, ['/l/all.log a:80,b:80']],
  [
    'that of a server instead',
    `http { access_log /l/all.log; ${server('access_log /l/a.log combined;')} }`,
    ['/l/a.log a:80'],
  ],
  [
    'that of a location besides',
    `http { ${server('access_log /l/a.log; location /x { access_log /l/x.log; } location /y { }')} }`,
    ['/l/a.log a:80', '/l/x.log a:80'],
  ],
  [
    'one in a format of its own',
    `http { log_format j escape=json '{"t":"$time_iso8601",' '"s":$status}'; ${server('access_log /l/j.log j buffer=8k;')} }`,
    ['/l/j.log a:80'],
  ],
  ['one with options alone', `http { ${server('access_log /l/a.log buffer=8k;')} }`, ['/l/a.log a:80']],
  ['none without a status', `http { log_format s '$remote_addr $msec'; ${server('access_log /l/s.log s;')} }`, []],
  ['none without a time', `http { log_format s '$remote_addr $status'; ${server('access_log /l/s.log s;')} }`, []],
  [
    'none that is off, elsewhere, or made of variables',
    `http { ${server('access_log off; access_log syslog:server=x; access_log /l/$host.log;')} }`,
    [],
  ],
  ['none in a format that nobody defined', `http { ${server('access_log /l/a.log fancy;')} }`, []],
])('%s', (_, text, logs) => {
  expect(logsOf(text)).toEqual(logs);
});
