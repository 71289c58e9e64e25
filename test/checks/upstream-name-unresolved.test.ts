import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopNginx,
  write,
} from './host.ts';

const NAME = 'php.internal';

/** nginx asks at a name, and the pool listens on TCP. */
const named = (host: Draft, addresses: readonly string[], pass = `${NAME}:9000`): void => {
  write(host, POOL_FILE, poolText('www', { listen: '127.0.0.3:9000' }));
  write(host, SITE_FILE, siteText('shop.example', pass));
  host.unixListeners = [];
  remove(pathOf(host, SOCKET));
  host.tcpListeners.push({ host: '127.0.0.3', port: 9000, pid: 800, process: 'php-fpm8.2', queued: 0, backlog: 511 });
  host.resolvedNames = [{ name: NAME, addresses: [...addresses] }];
  answer(host, 502);
};
const moved = (host: Draft): void => {
  named(host, ['127.0.0.3']);
  host.logLines.push(connectFailed(111, '127.0.0.2:9000', NOW - 3));
};
const refused = (host: Draft): void => {
  named(host, []);
  answer(host, 200);
  host.nginx.test = {
    passed: false,
    output: `nginx: [emerg] host not found in upstream "${NAME}" in ${SITE_FILE}:5\nnginx: configuration file /etc/nginx/nginx.conf test failed`,
  };
};
const atRequests =
  (message: string, pass = '$php') =>
  (host: Draft): void => {
    named(host, ['127.0.0.3']);
    const text = siteText('shop.example', pass).replace('listen 80;', `listen 80;\n  set $php "${NAME}:9000";`);
    write(host, SITE_FILE, text);
    host.logLines.push({ ...connectFailed(0, '', NOW - 3), message, errno: null, upstream: null });
  };

describe('upstream-name-unresolved', () => {
  test('a name that has moved is asked for again by a reload, once that is approved', () => {
    expect(found(hostFacts(moved))).toEqual([`upstream-name-unresolved:${NAME}`]);
    const finding = findingOf('upstream-name-unresolved', moved);
    expect(finding.message).toBe(
      `nginx still connects to 127.0.0.2:9000, which ${NAME} was when nginx asked; it is 127.0.0.3 now`,
    );
    expect(finding.remedy).toMatchObject({
      step: 'service',
      level: 'approve',
      with: { unit: 'nginx.service', state: 'reloaded' },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.some(({ text }) => text.includes('(111'))).toBe(true);
  });

  test('a name without an address is the root of what nginx -t says', () => {
    const { findings } = diagnose(hostFacts(refused));
    expect(findings.map(({ cause, severity, because }) => ({ cause, severity, because }))).toEqual([
      { cause: 'upstream-name-unresolved', severity: 'warning', because: [] },
      { cause: 'nginx-config-invalid', severity: 'warning', because: [`upstream-name-unresolved:${NAME}`] },
    ]);
    expect(findings[0]).toMatchObject({ remedy: null, sites: [] });
    expect(findings[0]?.message).toContain('runs on with the address that it had before');
  });

  test('and of a start that failed', () => {
    const stopped = (host: Draft): void => {
      refused(host);
      stopNginx(host);
    };
    expect(found(hostFacts(stopped))).toEqual([
      `upstream-name-unresolved:${NAME}`,
      'nginx-config-invalid:/etc/nginx/nginx.conf',
      'nginx-stopped:nginx.service',
    ]);
    expect(findingOf('upstream-name-unresolved', stopped)).toMatchObject({ severity: 'critical', sites: [SITE] });
  });

  test('a port in what nginx -t says is not the name’s', () => {
    const withPort = (host: Draft): void => {
      refused(host);
      host.nginx.test.output = host.nginx.test.output.replace(`"${NAME}"`, `"${NAME}:9000"`);
    };
    expect(findingOf('upstream-name-unresolved', withPort).subject).toBe(NAME);
  });

  test.each([
    [
      `${NAME} could not be resolved (3: Host not found)`,
      'the resolver that nginx asks at each request has no address',
    ],
    [`no resolver defined to resolve ${NAME}`, 'its configuration names no resolver'],
  ])('a name that is resolved at each request: %s', (message, says) => {
    const finding = findingOf('upstream-name-unresolved', atRequests(message));
    expect(finding.message).toContain(says);
    expect(finding.remedy).toBeNull();
    expect(finding.sites).toEqual([SITE]);
  });

  test('a name that a program by proxy_pass has, or had', () => {
    const proxied = (host: Draft): void => {
      moved(host);
      const app = `location /app/ { proxy_pass http://${NAME}:9000; }`;
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`).replace('location ~', `${app}\n  location ~`));
      host.logLines = [{ ...connectFailed(111, '', NOW - 3), upstream: 'http://127.0.0.2:9000/app/' }];
    };
    const finding = findingOf('upstream-name-unresolved', proxied);
    expect(finding.message).toContain(`still connects to 127.0.0.2:9000, which ${NAME} was`);
    expect(finding.evidence.some(({ text }) => text.startsWith('proxy_pass'))).toBe(true);
  });

  test('a name that only a request makes is known by what nginx says of it', () => {
    const made = (count: number) => (host: Draft) => {
      const line = { ...connectFailed(0, '', NOW - 60), message: 'no resolver defined to resolve app.internal' };
      host.logLines.push(
        ...Array.from({ length: count }, (_, n) => ({ ...line, at: NOW - 60 + n, errno: null, upstream: null })),
      );
    };
    expect(findingOf('upstream-name-unresolved', made(3))).toMatchObject({
      severity: 'warning',
      subject: 'app.internal',
      sites: [SITE],
      remedy: null,
    });
    expect(findingsOf('upstream-name-unresolved', made(2))).toEqual([]);
  });

  test('without a unit nobody can be asked to reload nginx', () => {
    const finding = findingOf('upstream-name-unresolved', (host) => {
      moved(host);
      host.units = host.units.filter(({ name }) => name !== 'nginx.service');
      for (const process of host.processes) if (process.program === 'nginx') process.unit = null;
    });
    expect(finding.whyNoRemedy).toContain('no systemd unit runs nginx');
  });

  test.each<[string, (host: Draft) => void]>([
    ['nginx connects to a socket', () => undefined],
    [
      'the site answers',
      (host) => {
        moved(host);
        answer(host, 200);
      },
    ],
    [
      'the address in the log is the one that the name has',
      (host) => {
        host.logLines = [];
        named(host, ['127.0.0.2']);
        host.logLines.push(connectFailed(111, '127.0.0.2:9000', NOW - 3));
      },
    ],
    [
      'nginx has asked since',
      (host) => {
        moved(host);
        host.logLines = [connectFailed(111, '127.0.0.2:9000', NOW - 7200)];
      },
    ],
    [
      'another site complains of another port',
      (host) => {
        moved(host);
        host.logLines = [connectFailed(111, '127.0.0.2:9001', NOW - 3)];
      },
    ],
    [
      'another site complains',
      (host) => {
        moved(host);
        host.logLines = [connectFailed(111, '127.0.0.2:9000', NOW - 3, 'blog.example')];
      },
    ],
    [
      'nothing was logged',
      (host) => {
        moved(host);
        host.logLines = [];
      },
    ],
    [
      'nginx -t complains of something else',
      (host) => {
        host.nginx.test = { passed: false, output: 'nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:1' };
      },
    ],
    [
      'a comment in nginx -t’s words names a host',
      (host) => {
        host.nginx.test = { passed: true, output: 'nginx: [warn] host not found in upstream "x"' };
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('upstream-name-unresolved', change)).toEqual([]);
  });
});
