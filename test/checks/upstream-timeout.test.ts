import { complains, complainsToVisitors } from './proxied.ts';
import { describe, expect, test } from 'vitest';
import { fpmLine, nginxLine } from './crowd.ts';
import {
  answer,
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

const CAUSE = 'upstream-timeout';
const TIMED_OUT = 'upstream timed out (110: Connection timed out) while reading response header from upstream';
const slow = (host: Draft): void => {
  answer(host, 504);
  host.logLines.push(nginxLine(TIMED_OUT, NOW - 20), nginxLine(TIMED_OUT, NOW - 3));
};

describe(CAUSE, () => {
  test('the slow scripts are named with how often, against what nginx waits', () => {
    expect(found(hostFacts(slow))).toEqual([`${CAUSE}:${SITE}`]);
    const finding = findingOf(CAUSE, slow);
    expect(finding.message).toBe(`${SITE}: PHP took longer than 60 s (fastcgi_read_timeout), 2 times: /report.php ×2`);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.evidence.map(({ text }) => text)).toContain(`${TIMED_OUT} ×2`);
  });

  test.each([
    ['fastcgi_read_timeout 5s;', '5 s'],
    ['fastcgi_read_timeout 1m30s;', '90 s'],
    ['fastcgi_read_timeout 500ms;', '0.5 s'],
  ])('of %s the time is %s', (written, time) => {
    const own = (host: Draft): void => {
      slow(host);
      const text = siteText('shop.example', `unix:${SOCKET}`).replace('{ fastcgi_pass', `{ ${written} fastcgi_pass`);
      write(host, SITE_FILE, text);
    };
    expect(findingOf(CAUSE, own).message).toContain(`longer than ${time} (`);
  });

  test('a time that the server or http has counts for its locations', () => {
    const outer = (host: Draft): void => {
      slow(host);
      write(host, SITE_FILE, `fastcgi_read_timeout 7;\n${siteText('shop.example', `unix:${SOCKET}`)}`);
    };
    expect(findingOf(CAUSE, outer).message).toContain('longer than 7 s');
  });

  test('what PHP-FPM’s slow log noticed is named too, and a site that answers again is a warning', () => {
    const noticed = (host: Draft): void => {
      host.logLines.push(
        nginxLine(TIMED_OUT),
        fpmLine(
          `[pool www] child 9, script '/srv/sum.php' (request: "GET /sum.php") executing too slow (5.1 sec), logging`,
        ),
      );
    };
    const finding = findingOf(CAUSE, noticed);
    expect(finding.severity).toBe('warning');
    expect(finding.message).toContain('/report.php, /srv/sum.php');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the lines are older than nginx’s last reload', (host) => host.logLines.push(nginxLine(TIMED_OUT, NOW - 7200))],
    [
      'the lines are older than PHP-FPM’s last start',
      (host) => {
        slow(host);
        for (const unit of host.units) if (unit.name.startsWith('php')) unit.stateChangedAt = NOW - 1;
      },
    ],
    [
      'nginx could not connect in time',
      (host) =>
        host.logLines.push(nginxLine('upstream timed out (110: Connection timed out) while connecting to upstream')),
    ],
    [
      'it was another site’s request',
      (host) => host.logLines.push(nginxLine(TIMED_OUT, NOW - 3, { server: 'blog.example' })),
    ],
    [
      'it was something else than PHP, once',
      (host) => host.logLines.push(nginxLine(TIMED_OUT, NOW - 3, { upstream: 'http://127.0.0.1:3000/' })),
    ],
    [
      'a visitor wrote the words into his request',
      (host) =>
        host.logLines.push(
          nginxLine('open() "/srv/x" failed (2: No such file)', NOW - 3, { request: `GET /${TIMED_OUT}` }),
        ),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });

  test('is told of another program too, critical where our own request met it', () => {
    expect(found(hostFacts(complains(TIMED_OUT, 504)))).toEqual([`${CAUSE}:${SITE}`]);
    expect(findingOf(CAUSE, complains(TIMED_OUT, 504))).toMatchObject({ severity: 'critical', sites: [SITE] });
    const finding = findingOf(CAUSE, complainsToVisitors(TIMED_OUT, 3));
    expect([finding.severity, finding.message]).toEqual(['warning', expect.stringContaining('3 times: /feed ×3')]);
  });
});
