import { describe, expect, test } from 'vitest';
import {
  answer,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopNginx,
  UNIT,
  unitOf,
  write,
} from './host.ts';
import { lastStart, setUp } from './last-start.ts';
import { nginxLine } from './crowd.ts';

const TAKEN = 'bind() to 0.0.0.0:80 failed (98: Address already in use)';

/** Apache has port 80, and nginx can't be started. */
const taken = (host: Draft): void => {
  stopNginx(host);
  host.tcpListeners.push({ host: '0.0.0.0', port: 80, pid: 4000, process: 'apache2', queued: 0, backlog: 511 });
  lastStart(host, 'nginx.service', [['nginx', `2026/11/30 23:35:46 [emerg] 111#111: ${TAKEN}`]]);
};

const reload =
  (more: Partial<ReturnType<typeof nginxLine>> = {}) =>
  (host: Draft): void => {
    write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}; listen 8080`));
    host.tcpListeners.push({ host: '0.0.0.0', port: 8080, pid: 4000, process: 'java', queued: 0, backlog: 511 });
    const line = nginxLine('bind() to 0.0.0.0:8080 failed (98: Address already in use)', NOW - 60);
    host.logLines.push({ ...line, level: 'emerg', upstream: null, server: null, request: null, ...more });
  };

describe('bind-failed', () => {
  test('who has the port is named, and nginx is not started into it', () => {
    expect(found(hostFacts(taken))).toEqual(['bind-failed:nginx.service', 'nginx-stopped:nginx.service']);
    const finding = findingOf('bind-failed', taken);
    expect(finding.message).toContain('apache2 (pid 4000) has 0.0.0.0:80');
    expect(finding).toMatchObject({ severity: 'critical', sites: [SITE], remedy: null });
    expect(findingOf('nginx-stopped', taken).remedy).toBeNull();
  });

  test('a reload that could not bind is told of an nginx that runs on', () => {
    const finding = findingOf('bind-failed', reload());
    expect(finding).toMatchObject({ subject: 'nginx.service', severity: 'warning' });
    expect(finding.message).toContain('java (pid 4000) has 0.0.0.0:8080');
  });

  test('an address that the host does not have is told by nginx’s own test', () => {
    const change = (host: Draft): void => {
      stopNginx(host);
      const words = 'bind() to 10.9.9.9:80 failed (99: Cannot assign requested address)';
      host.nginx.test = { passed: false, output: `nginx: [emerg] ${words}\n` };
      lastStart(host, 'nginx.service', [['nginx', `2026/11/30 23:35:46 [emerg] 111#111: ${words}`]]);
    };
    expect(found(hostFacts(change))[0]).toBe('bind-failed:nginx.service');
    expect(findingOf('bind-failed', change).message).toContain('this host has no address 10.9.9.9');
  });

  test('PHP-FPM may not listen in a folder', () => {
    const change = (host: Draft): void => {
      failFpm(host);
      answer(host, 502);
      setUp(host, UNIT, {});
      const words = "ERROR: unable to bind listening socket for address '/srv/run/fpm.sock': Permission denied (13)";
      lastStart(host, UNIT, [['php-fpm8.2', `[30-Nov-2026 23:35:46] ${words}`]]);
    };
    expect(findingOf('bind-failed', change).message).toContain('it may not listen on unix:/srv/run/fpm.sock');
    expect(findingOf('fpm-stopped', change).remedy).toBeNull();
  });

  test.each([
    ['node', 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000'],
    ['gunicorn', "[ERROR] Connection in use: ('127.0.0.1', 3000)"],
    ['uwsgi', 'error binding to 127.0.0.1:3000 bind(): Address already in use [core/socket.c line 769]'],
    ['puma', 'Address already in use - bind(2) for "127.0.0.1" port 3000 (Errno::EADDRINUSE)'],
    ['apache2', '(98)Address already in use: AH00072: make_sock: could not bind to address 127.0.0.1:3000'],
  ])('the words of %s are known', (by, text) => {
    const change = (host: Draft): void => {
      write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://127.0.0.1:3001; } }');
      answer(host, 502);
      host.units.push({
        ...structuredClone(unitOf(host, UNIT)),
        name: 'app.service',
        mainPid: null,
        execStart: '/opt/app/run',
      });
      const file = '/etc/systemd/system/app.service';
      host.ownerSearch.mentions.push({
        file,
        line: 3,
        text: 'ExecStart=/opt/app/run --port 3001',
        units: ['app.service'],
      });
      host.tcpListeners.push({ host: '127.0.0.1', port: 3000, pid: 4000, process: 'java', queued: 0, backlog: 511 });
      lastStart(host, 'app.service', [[by, text]]);
    };
    expect(found(hostFacts(change))).toEqual(['bind-failed:app.service', 'upstream-service-stopped:app.service']);
    expect(findingOf('bind-failed', change).message).toContain('java (pid 4000) has 127.0.0.1:3000');
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'nobody has the port any more',
      (host) => {
        taken(host);
        host.tcpListeners = [];
      },
    ],
    ['the reload is older than what nginx runs with', reload({ at: NOW - 7200 })],
    [
      'nginx itself has the port by now',
      (host) => {
        reload()(host);
        Object.assign(host.tcpListeners.at(-1)!, { pid: 700, process: 'nginx' });
      },
    ],
    ['nginx only tried again, and says so', reload({ message: 'still could not bind()' })],
    [
      'an upstream refused a connection',
      reload({ message: 'connect() to 0.0.0.0:8080 failed (98: Address already in use)' }),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('bind-failed', change)).toEqual([]);
  });
});
