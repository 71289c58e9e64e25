import { describe, expect, test } from 'vitest';
import {
  addSite,
  answer,
  connectFailed,
  type Draft,
  file,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  socketAt,
  UNIT,
  unitOf,
} from './host.ts';
import { probeLine } from './probe-line.ts';

const OWN_UNIT = {
  file: '',
  triggeredBy: [] as string[],
  ended: 'exited' as const,
  endedWith: 1,
  user: '',
  group: '',
  workingDirectory: '',
  rootDirectory: '',
  protectHome: 'no',
  protectSystem: 'no',
  readWritePaths: [] as string[],
  readOnlyPaths: [] as string[],
  inaccessiblePaths: [] as string[],
  runtimeDirectory: [] as string[],
  tasks: null,
  mostTasks: null,
  mostMemoryKb: null,
  listens: [] as string[],
};
const API = 'api.example:80';

/** Adds a site without PHP that proxies, with what it answers. */
const proxy =
  (locations: string, status: number | null = 502, around = '') =>
  (host: Draft): void => {
    const text = `${around}server { server_name api.example; ${locations} }`;
    host.nginx.files.push(file('/etc/nginx/sites-enabled/api', text));
    host.siteStatuses.push({ site: API, url: 'http://127.0.0.1:80/', status, error: null, elapsedMs: 2 });
  };

const listen = (host: Draft, port: number, address = '127.0.0.1'): void =>
  void host.tcpListeners.push({ host: address, port, pid: 950, process: 'node', queued: 0, backlog: 511 });

const refused = (port: number) => ({
  ...connectFailed(111, `127.0.0.1:${port}`, NOW - 3, 'api.example'),
  upstream: `http://127.0.0.1:${port}/`,
});

const one = 'location / { proxy_pass http://127.0.0.1:3000; }';
const two = 'upstream app { server 127.0.0.1:3000; server 127.0.0.1:3001; }\n';

describe('proxy-upstream-down', () => {
  test('a program that does not listen is told with its address and nginx’s words', () => {
    const down = (host: Draft) => {
      proxy(one)(host);
      host.logLines.push(refused(3000), refused(3000));
    };
    expect(found(hostFacts(down))).toEqual(['proxy-upstream-down:127.0.0.1:3000']);
    const finding = findingOf('proxy-upstream-down', down);
    expect(finding).toMatchObject({ severity: 'critical', sites: [API], remedy: null });
    const texts = finding.evidence.map(({ text }) => text);
    expect(texts).toContain('proxy_pass http://127.0.0.1:3000;');
    expect(texts.at(-1)).toContain('×2');
  });

  test('a unit of this host that failed is a hint, with its last words', () => {
    const finding = findingOf('proxy-upstream-down', (host) => {
      proxy(one)(host);
      const unit = structuredClone(unitOf(host, UNIT));
      const settings = structuredClone({ ...OWN_UNIT, file: '/etc/systemd/system/chat.service' });
      host.ownerSearch.units.push({ ...unit, name: 'chat.service', active: 'failed', result: 'exit-code', settings });
      host.ownerSearch.said.push({ unit: 'chat.service', at: NOW - 60, by: 'node', text: 'Cannot find module' });
    });
    expect(finding.whyNoRemedy).toContain('chat.service failed, and may be that program');
    expect(finding.evidence.map(({ text }) => text)).toContain('Cannot find module');
  });

  test('a unix socket is told with what stands there', () => {
    const finding = findingOf('proxy-upstream-down', (host) => {
      proxy('location / { proxy_pass http://unix:/run/app.sock:/x; }')(host);
      host.paths.push({ ...socketAt('/run/app.sock'), kind: 'missing' });
    });
    expect(finding.subject).toBe('unix:/run/app.sock');
    expect(finding.evidence.map(({ source }) => source)).toContain('/run/app.sock');
  });

  test('all servers of an upstream are one finding', () => {
    const finding = findingOf('proxy-upstream-down', proxy('location / { proxy_pass http://app/; }', 502, two));
    expect(finding.subject).toBe('127.0.0.1:3000 and 127.0.0.1:3001 (upstream app)');
  });

  test('of two ways the log tells which one failed', () => {
    const finding = findingOf('proxy-upstream-down', (host) => {
      proxy(`${one} location /b { proxy_pass http://127.0.0.1:4000; }`)(host);
      listen(host, 4000);
      host.logLines.push(refused(3000));
    });
    expect(finding.subject).toBe('127.0.0.1:3000');
  });

  test.each([
    ['refused', 502, 'connect() failed (111: Connection refused) while connecting to upstream'],
    ['no route', 502, 'connect() failed (113: No route to host) while connecting to upstream'],
    ['too late', 504, 'upstream timed out (110: Connection timed out) while connecting to upstream'],
  ])('another machine that nginx has just failed to reach (%s) is named', (_, status, message) => {
    const far = (host: Draft) => {
      proxy('location / { proxy_pass http://192.0.2.7:3000; }', status)(host);
      const where = { upstream: 'http://192.0.2.7:3000/', server: 'api.example', request: 'GET / HTTP/1.1' };
      host.logLines.push(probeLine(message, where));
    };
    expect(found(hostFacts(far))).toEqual(['proxy-upstream-down:192.0.2.7:3000']);
    const finding = findingOf('proxy-upstream-down', far);
    expect(finding.message).toContain('on another machine, which nginx can not reach');
    expect(finding.evidence.at(-1)?.text).toBe(message);
  });

  test('a site that only proxies to another machine and answers 502 is never taken for healthy', () => {
    const silent = proxy('location / { proxy_pass http://192.0.2.7:3000; }');
    expect(found(hostFacts(silent))).toEqual([`unexplained-502:${API}`]);
    const before = (host: Draft) => {
      silent(host);
      host.logLines.push({ ...refused(3000), upstream: 'http://192.0.2.7:3000/' });
    };
    expect(found(hostFacts(before))).toEqual([`unexplained-502:${API}`]);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the program listens, and answers 502 itself',
      (host) => {
        proxy(one)(host);
        listen(host, 3000, '::');
      },
    ],
    ['the site answers', proxy(one, 200)],
    ['the site answers 404', proxy(one, 404)],
    ['the address is another machine’s', proxy('location / { proxy_pass http://192.0.2.7:3000; }')],
    ['the address is not known', proxy('location / { proxy_pass http://127.0.0.1:$port; }')],
    [
      'one server of the upstream listens',
      (host) => {
        proxy('location / { proxy_pass http://app; }', 502, two)(host);
        listen(host, 3001);
        host.logLines.push(refused(3000));
      },
    ],
    [
      'another way of the site failed',
      (host) => {
        proxy(`${one} location /b { proxy_pass http://127.0.0.1:4000; }`)(host);
        listen(host, 4000);
      },
    ],
    [
      'a PHP site answers 502, which only says something of PHP',
      (host) => {
        addSite(host, 'both.example', `unix:/run/php/gone.sock; } ${one.replace(/ }$/, '')}`, 502);
      },
    ],
    ['the proxy_pass is only a comment', proxy(`# ${one}\n return 502;`)],
    ['PHP-FPM is the one that fails', (host) => answer(host, 502)],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('proxy-upstream-down', change)).toEqual([]);
  });
});
