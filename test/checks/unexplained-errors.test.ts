import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import { fpmLine, nginxLine } from './crowd.ts';
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
  stopFpm,
  write,
} from './host.ts';
import { probeLine } from './probe-line.ts';

const NO_PORT = 'no port in upstream "backend"';
const times = (count: number, line: (at: number) => LogLine) => (host: Draft) => {
  host.logLines.push(...Array.from({ length: count }, (_, index) => line(NOW - 100 + index)));
};

describe('unexplained-errors', () => {
  test('quotes the program, says how often and where, and offers nothing', () => {
    const finding = findingOf(
      'unexplained-errors',
      times(4, (at) => nginxLine(NO_PORT, at)),
    );
    expect(finding).toMatchObject({ severity: 'warning', remedy: null, sites: [SITE] });
    expect(finding.message).toBe(
      `${SITE} met what no other check explains, 4 times, at /report.php ×4: no port in upstream "…"`,
    );
    expect(finding.evidence).toEqual([
      expect.objectContaining({ source: '/var/log/nginx/error.log', text: `${NO_PORT} ×4` }) as object,
    ]);
  });

  test('tells sites and kinds of messages apart, and grades a site by all that it met', () => {
    const findings = findingsOf('unexplained-errors', (host) => {
      times(2, (at) => nginxLine(NO_PORT, at))(host);
      times(1, (at) => nginxLine('no live upstreams while connecting to upstream', at))(host);
      times(1, (at) => nginxLine(NO_PORT, at, { server: 'other.example' }))(host);
    });
    expect(findings.map(({ subject, severity }) => [subject, severity])).toEqual([
      [`${SITE}: no live upstreams while connecting to upstream`, 'warning'],
      [`${SITE}: no port in upstream "…"`, 'warning'],
      ['other.example: no port in upstream "…"', 'notice'],
    ]);
  });

  test('grades what PHP-FPM says of each pool by itself', () => {
    const killed = (pool: string): string =>
      `[pool ${pool}] child 77 exited on signal 6 (SIGABRT) after 2.5 seconds from start`;
    const pools = ['one', 'two', 'two', 'two'];
    const findings = findingsOf('unexplained-errors', (host) => {
      host.logLines.push(...pools.map((pool, index) => fpmLine(killed(pool), NOW - 100 + index)));
    });
    const kind = 'child N exited on signal 6 (SIGABRT) after N seconds from start';
    expect(findings.map(({ subject, severity }) => [subject, severity])).toEqual([
      [`pool two: ${kind}`, 'warning'],
      [`pool one: ${kind}`, 'notice'],
    ]);
  });

  test('what nginx wrote of our own request is its answer, whatever status it had', () => {
    const temp = 'open() "/var/lib/nginx/fastcgi/1" failed (13: Permission denied) while reading upstream';
    const own = (host: Draft): void => void host.logLines.push(probeLine(temp, { level: 'crit', client: '127.0.0.1' }));
    expect(findingOf('unexplained-errors', own)).toMatchObject({ severity: 'warning' });
    const visitors = (host: Draft): void =>
      void host.logLines.push(probeLine(temp, { level: 'crit', client: '203.0.113.7' }));
    expect(findingOf('unexplained-errors', visitors)).toMatchObject({ severity: 'notice' });
  });

  test('the request that is sent past a cache is our own as well', () => {
    const past = (host: Draft): void => {
      const [own] = host.siteStatuses;
      host.siteStatuses.push({ ...own!, url: 'http://127.0.0.1:80/past?suture-check=1', pastCache: true });
      host.logLines.push(probeLine(NO_PORT, { request: 'GET /past?suture-check=1 HTTP/1.1' }));
    };
    expect(findingOf('unexplained-errors', past).message).toContain('of our own request');
  });

  test('what was refused before the program that listens there started is over', () => {
    const started = (at: number) => (host: Draft) => {
      times(5, () => ({ ...connectFailed(111, '127.0.0.1:3000', NOW - 50), upstream: 'http://127.0.0.1:3000/' }))(host);
      host.tcpListeners.push({ host: '127.0.0.1', port: 3000, pid: 950, process: 'node', queued: 0, backlog: 511 });
      host.ownerSearch.holders.push({
        pid: 950,
        parent: 1,
        uid: 33,
        user: 'www-data',
        command: 'node',
        startedAt: at,
        unit: 'app.service',
        container: null,
      });
    };
    expect(findingsOf('unexplained-errors', started(NOW - 20))).toEqual([]);
    expect(findingsOf('unexplained-errors', started(NOW - 52))).toEqual([]);
    expect(findingsOf('unexplained-errors', started(NOW - 80))).toHaveLength(1);
    const untold = (status: number) => (host: Draft) => {
      started(NOW - 80)(host);
      host.tcpListeners.find(({ port }) => port === 3000)!.pid = null;
      answer(host, status);
    };
    expect(findingsOf('unexplained-errors', untold(200))).toEqual([]);
  });

  test('what another finding explains needs no second one, and what comes with a broken site is its symptom', () => {
    const down = (host: Draft): void => {
      stopFpm(host);
      times(5, (at) => connectFailed(2, `unix:${SOCKET}`, at + 90))(host);
    };
    expect(found(hostFacts(down))).toEqual(['fpm-stopped:php8.2-fpm.service']);
    const unheard = (host: Draft): void => {
      down(host);
      times(5, (at) => nginxLine(NO_PORT, at + 90))(host);
    };
    expect(found(hostFacts(unheard))).toEqual(['fpm-stopped:php8.2-fpm.service']);
    const [root, also] = diagnose(
      hostFacts((host) => {
        down(host);
        times(5, (at) => nginxLine('could not find named location "@a"', at, { upstream: null }))(host);
      }),
    ).findings;
    expect(root?.cause).toBe('fpm-stopped');
    expect(also).toMatchObject({ cause: 'unexplained-errors', because: ['fpm-stopped:php8.2-fpm.service'] });
  });

  test('a line of PHP-FPM counts like one of nginx', () => {
    const dead = (at: number) => fpmLine('[pool www] child 93 exited with code 255 after 7 seconds', at);
    expect(findingOf('unexplained-errors', times(3, dead))).toMatchObject({ severity: 'warning' });
  });

  test.each<[string, (host: Draft) => void]>([
    ['nginx has read its files since', times(9, (at) => nginxLine(NO_PORT, at - 3600, { upstream: null }))],
    [
      'the PHP-FPM that was asked has started since',
      (host) => {
        times(9, (at) => nginxLine(NO_PORT, at))(host);
        host.units[1]!.stateChangedAt = NOW - 5;
      },
    ],
    [
      'who listens there has started since',
      (host) => {
        times(9, (at) => nginxLine(NO_PORT, at, { upstream: 'http://127.0.0.1:3000/' }))(host);
        host.tcpListeners.push({ host: '127.0.0.1', port: 3000, pid: 900, process: 'node', queued: 0, backlog: 511 });
        host.processes.push({ ...host.processes[0]!, pid: 900, startedAt: NOW - 5 });
      },
    ],
    ['nginx may enter by now where it was denied', times(9, (at) => connectFailed(13, `unix:${SOCKET}`, at))],
    [
      'a server that nginx had given up on has started since',
      (host) => {
        write(host, SITE_FILE, `upstream php { server unix:${SOCKET}; }\n${siteText('shop.example', 'php')}`);
        const message = 'no live upstreams while connecting to upstream';
        times(9, (at) => nginxLine(message, at, { upstream: 'fastcgi://php' }))(host);
        host.units[1]!.stateChangedAt = NOW - 95;
      },
    ],
    [
      'a socket that is listened on now was not there yet, and its site answers',
      times(9, (at) => connectFailed(2, `unix:${SOCKET}`, at)),
    ],
    [
      'clients asked for what is not there',
      times(9, (at) => nginxLine('open() "/srv/a" failed (2: No such file or directory)', at, { upstream: null })),
    ],
    [
      'the application only warns',
      times(9, (at) => nginxLine('FastCGI sent in stderr: "PHP message: PHP Warning:  x in /srv/a.php on line 1"', at)),
    ],
    [
      'a worker ended as it should',
      times(9, (at) => ({ ...fpmLine('[pool www] child 93 exited with code 0 after 7 seconds', at), level: 'NOTICE' })),
    ],
    ['all is well', () => undefined],
    ['the site is broken and nginx says nothing', (host) => answer(host, 502)],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('unexplained-errors', change)).toEqual([]);
  });

  test('what nginx gave up on long after its server started is open', () => {
    const finding = findingOf('unexplained-errors', (host) => {
      write(host, SITE_FILE, `upstream php { server unix:${SOCKET}; }\n${siteText('shop.example', 'php')}`);
      const message = 'no live upstreams while connecting to upstream';
      times(9, (at) => nginxLine(message, at, { upstream: 'fastcgi://php' }))(host);
    });
    expect(finding.severity).toBe('warning');
  });

  test('a socket that is listened on is no excuse where its site was not seen to answer', () => {
    const findings = findingsOf('unexplained-errors', (host) => {
      times(9, (at) => connectFailed(2, `unix:${SOCKET}`, at))(host);
      host.siteStatuses = [];
    });
    expect(findings).toHaveLength(1);
  });

  test('a file that nginx’s own settings name is no client’s wish', () => {
    const missing = 'open() "/etc/nginx/.htpasswd" failed (2: No such file or directory)';
    const finding = findingOf('unexplained-errors', (host) => {
      host.nginx.files[1]!.text = host.nginx.files[1]!.text.replace(
        'listen 80;',
        'listen 80; auth_basic_user_file /etc/nginx/.htpasswd;',
      );
      times(3, (at) => nginxLine(missing, at, { upstream: null }))(host);
    });
    expect(finding.severity).toBe('warning');
  });
});
