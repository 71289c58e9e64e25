import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import { routesOf } from '../../src/facts/routes/routes.ts';
import {
  addPool,
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  NOW,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  write,
} from './host.ts';
import { probeLine } from './probe-line.ts';

const OTHER = '/run/php/other.sock';
const GIVEN_UP = 'no live upstreams while connecting to upstream';

/** The site goes through an upstream of two sockets, both of PHP-FPM's pools, and nginx has given up on both. */
const givenUp = (host: Draft): void => {
  const upstream = `upstream php { server unix:${SOCKET}; server unix:${OTHER}; }\n`;
  write(host, SITE_FILE, `${upstream}${siteText('shop.example', 'php')}`);
  addPool(host, 'other', OTHER);
  answer(host, 502);
  host.logLines.push(
    connectFailed(111, `unix:${SOCKET}`, NOW - 20),
    connectFailed(111, `unix:${OTHER}`, NOW - 20),
    probeLine(GIVEN_UP, { upstream: 'fastcgi://php', at: NOW - 3 }),
  );
};

describe('no-live-upstreams', () => {
  test('is a symptom of what keeps the servers down, and quotes the first error', () => {
    const { findings } = diagnose(
      hostFacts((host) => {
        givenUp(host);
        killFpm(host);
      }),
    );
    const finding = findings.find(({ cause }) => cause === 'no-live-upstreams');
    expect(finding).toMatchObject({ severity: 'warning', subject: 'php', sites: [SITE] });
    expect(finding?.because).toContain(`stale-socket:${SOCKET}`);
    expect(finding?.message).toContain(`connect() to unix:${SOCKET} failed (111: …)`);
    expect(findings[0]?.cause).toBe('stale-socket');
  });

  test('is told where a route failed a moment before the site answered again', () => {
    const host = hostFacts((draft) => {
      givenUp(draft);
      const [broken] = draft.siteStatuses;
      answer(draft, 200);
      draft.siteStatuses.push({ ...broken!, status: 502, error: null, route: routesOf(draft.nginx)[0]!.id });
    });
    expect(found(host)).toEqual(['no-live-upstreams:php']);
  });

  test('is told of what nobody explains', () => {
    const host = hostFacts((draft) => {
      givenUp(draft);
      draft.logLines[0]!.errno = 110;
    });
    expect(found(host)).toEqual([`unexplained-502:${SITE}`, 'no-live-upstreams:php']);
    expect(diagnose(host).findings[1]?.because).toEqual([`unexplained-502:${SITE}`]);
  });

  test('explains the site by itself while nginx waits for servers that listen again', () => {
    expect(found(hostFacts(givenUp))).toEqual(['no-live-upstreams:php']);
    expect(findingOf('no-live-upstreams', givenUp).message).toContain('they listen again');
  });

  test('is told of a name of several addresses, which nginx makes an upstream of', () => {
    const finding = findingOf('no-live-upstreams', (host) => {
      write(host, SITE_FILE, siteText('shop.example', 'localhost:9000'));
      host.tcpListeners.push({
        host: '127.0.0.1',
        port: 9000,
        pid: 301,
        process: 'php-fpm8.2',
        queued: null,
        backlog: null,
      });
      answer(host, 502);
      host.logLines.push(
        connectFailed(111, '[::1]:9000', NOW - 20),
        connectFailed(111, '127.0.0.1:9000', NOW - 20),
        probeLine(GIVEN_UP, { upstream: 'fastcgi://localhost', at: NOW - 3 }),
      );
    });
    expect(finding).toMatchObject({ severity: 'critical', subject: 'localhost', sites: [SITE] });
    expect(finding.message).toMatch(/every address of localhost.*they listen again/);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the site answers again',
      (host) => {
        givenUp(host);
        answer(host, 200);
      },
    ],
    [
      'nginx was reloaded since',
      (host) => {
        givenUp(host);
        for (const each of host.processes) if (each.role === 'worker') each.startedAt = NOW - 1;
      },
    ],
    [
      'the line is of another upstream',
      (host) => {
        givenUp(host);
        host.logLines.at(-1)!.upstream = 'fastcgi://elsewhere';
      },
    ],
    ['there is no upstream block', stopFpm],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('no-live-upstreams', change)).toEqual([]);
  });
});
