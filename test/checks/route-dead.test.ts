import { describe, expect, test } from 'vitest';
import {
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from './host.ts';

/** The usual PHP site, which works, with more in it and around it. */
const withLocation =
  (location: string, around = '') =>
  (host: Draft): void =>
    write(
      host,
      SITE_FILE,
      `${around}${siteText('shop.example', `unix:${SOCKET}`).replace('location ~', `${location} location ~`)}`,
    );

const APP = 'location /app/ { proxy_pass http://127.0.0.1:3000; }';

describe('route-dead', () => {
  test('a location that leads to nobody is told, though the site answers 200', () => {
    expect(found(hostFacts(withLocation(APP)))).toEqual(['route-dead:127.0.0.1:3000']);
    const finding = findingOf('route-dead', withLocation(APP));
    expect(finding).toMatchObject({ severity: 'warning', sites: [SITE], remedy: null });
    expect(finding.message).toContain('shop.example:80 /app/ hands requests on to 127.0.0.1:3000 by proxy_pass');
    expect(finding.whyNoRemedy).toContain('no unit, script or container of this host names 127.0.0.1:3000');
  });

  test('it is critical where visitors came to grief', () => {
    const finding = findingOf('route-dead', (host) => {
      withLocation(APP)(host);
      host.logLines.push({
        ...connectFailed(111, '127.0.0.1:3000', NOW - 30),
        upstream: 'http://127.0.0.1:3000/app/',
        request: 'GET /app/ HTTP/1.1',
      });
    });
    expect(finding.severity).toBe('critical');
    expect(finding.evidence.map(({ source }) => source)).toContain('/var/log/nginx/error.log');
  });

  test('and where only the probe’s own request to it did, which no log tells of', () => {
    const asked = (host: Draft): void => {
      withLocation(APP)(host);
      const url = 'http://127.0.0.1:80/app/';
      host.siteStatuses.push({ ...host.siteStatuses[0]!, route: 'shop.example:80 /app/', url, status: 502 });
    };
    expect(found(hostFacts(asked))).toEqual(['route-dead:127.0.0.1:3000']);
    expect(findingOf('route-dead', asked).severity).toBe('critical');
  });

  test.each([
    ['uwsgi_pass', 'location /u { uwsgi_pass unix:/run/uwsgi/py.sock; }', 'unix:/run/uwsgi/py.sock'],
    ['scgi_pass', 'location /u { scgi_pass 127.0.0.1:4000; }', '127.0.0.1:4000'],
    ['grpc_pass', 'location /u { grpc_pass grpc://127.0.0.1:50051; }', '127.0.0.1:50051'],
    ['memcached_pass', 'location /u { set $memcached_key x; memcached_pass 127.0.0.1:11211; }', '127.0.0.1:11211'],
    [
      'auth_request',
      'location /u { auth_request /a; } location = /a { internal; proxy_pass http://127.0.0.1:9; }',
      '127.0.0.1:9',
    ],
    [
      'a named location',
      'location /u { try_files $uri @a; } location @a { proxy_pass http://127.0.0.1:9; }',
      '127.0.0.1:9',
    ],
    ['an if', 'location /u { if ($arg_x) { proxy_pass http://127.0.0.1:9; } }', '127.0.0.1:9'],
    [
      'a variable set on a condition',
      'set $b 127.0.0.1:80; if ($arg_x) { set $b 127.0.0.1:9; } location /u { proxy_pass http://$b; }',
      '127.0.0.1:9',
    ],
  ])('through %s', (_, location, subject) => {
    expect(findingOf('route-dead', withLocation(location)).subject).toBe(subject);
  });

  test('a line that may name the address is told, so that a person looks there', () => {
    const finding = findingOf('route-dead', (host) => {
      withLocation(APP)(host);
      host.ownerSearch.mentions.push({ file: '/opt/app/.env', line: 2, text: 'PORT=3000', units: [] });
    });
    expect(finding.whyNoRemedy).toContain('/opt/app/.env:2');
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'a program listens there',
      (host) => {
        withLocation(APP)(host);
        host.tcpListeners.push({ host: '127.0.0.1', port: 3000, pid: 950, process: 'node', queued: 0, backlog: 511 });
      },
    ],
    ['it may be another machine’s', withLocation('location /app/ { proxy_pass http://192.0.2.7:3000; }')],
    [
      'one server of its upstream is there',
      (host) => {
        withLocation(
          'location /app/ { proxy_pass http://app; }',
          'upstream app { server 127.0.0.1:3000; server 127.0.0.1:3001 backup; }\n',
        )(host);
        host.tcpListeners.push({ host: '127.0.0.1', port: 3001, pid: 950, process: 'node', queued: 0, backlog: 511 });
      },
    ],
    [
      'nginx answers before it comes to it',
      withLocation('location /app/ { return 503; proxy_pass http://127.0.0.1:3000; }'),
    ],
    ['the whole site answers by itself', withLocation(`return 301 https://a.example; ${APP}`)],
    ['the address is made of what a request knows', withLocation('location /app/ { proxy_pass http://$host:3000; }')],
    [
      'a unit owns it, which has a cause of its own',
      (host) => {
        withLocation(APP)(host);
        host.ownerSearch.mentions.push({
          file: '/etc/systemd/system/a.service',
          line: 2,
          text: 'Environment=PORT=3000',
          units: ['a.service'],
        });
      },
    ],
    [
      'it breaks the whole site, which has a cause of its own',
      (host) => {
        write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://127.0.0.1:3000; } }');
        answer(host, 502);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('route-dead', change)).toEqual([]);
  });
});
