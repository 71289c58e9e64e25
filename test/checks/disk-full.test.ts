import { describe, expect, test } from 'vitest';
import { fpmLine } from './crowd.ts';
import {
  addFpm,
  answer,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  NOW,
  SITE,
  SOCKET,
  UNIT,
} from './host.ts';
import { probeLine } from './probe-line.ts';
import { full } from './want.ts';

const CAUSE = 'disk-full';
const PID = 'Unable to write to the PID file.: No space left on device (28)';
const TEMP =
  'pwritev() "/var/lib/nginx/fastcgi/1/00/0000000001" failed (28: No space left on device) while reading upstream';
const cannotStart = (host: Draft): void => {
  failFpm(host);
  full(host, '/run/php', [SOCKET]);
  host.logLines.push(fpmLine(PID, NOW - 60));
};

describe(CAUSE, () => {
  test('names the file system that PHP-FPM can’t start on; that it is stopped follows, and nothing is changed', () => {
    expect(found(hostFacts(cannotStart))).toEqual([`${CAUSE}:/run/php`, `fpm-stopped:${UNIT}`]);
    const { severity, message, remedy, whyNoRemedy, sites } = findingOf(CAUSE, cannotStart);
    expect({ severity, remedy, sites }).toEqual({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(message).toBe(
      `/run/php is full: 0 kB of 64 are free; nginx or PHP-FPM writes to ${SOCKET} there, and could not once`,
    );
    expect(whyNoRemedy).toContain('du -xah /run/php');
    expect(findingOf('fpm-stopped', cannotStart)).toMatchObject({
      because: [`${CAUSE}:/run/php`],
      remedy: null,
      whyNoRemedy: '/run/php is full: nothing is changed on this host before it has room',
    });
  });

  test('the state alone tells, once the lines are too old', () => {
    const finding = findingOf(CAUSE, (host) => {
      cannotStart(host);
      host.logLines = [];
    });
    expect(finding.severity).toBe('critical');
  });

  test('inodes may be what is gone', () => {
    const finding = findingOf(CAUSE, (host) => {
      cannotStart(host);
      Object.assign(host.limits.mounts[0]!, { freeKb: 40_000, freeInodes: 0 });
    });
    expect(finding.message).toContain('all its 1000 inodes are taken');
  });

  test('a temporary file that can’t be written breaks a site', () => {
    const finding = findingOf(CAUSE, (host) => {
      answer(host, 500);
      full(host, '/var', ['/var/lib/nginx']);
      host.logLines.push(probeLine(TEMP, { errno: 28 }));
    });
    expect(finding).toMatchObject({ severity: 'critical', subject: '/var', sites: [SITE] });
  });

  test('a file system without room, and nobody who failed for it, is a warning', () => {
    const finding = findingOf(CAUSE, (host) => full(host, '/var/log', ['/var/log/nginx/error.log']));
    expect(finding.severity).toBe('warning');
  });

  test('a line counts for the file system that it names', () => {
    const both = (host: Draft): void => {
      answer(host, 500);
      full(host, '/var', ['/var/lib/nginx']);
      full(host, '/var/log', ['/var/log/nginx/error.log']);
      host.logLines.push(probeLine(TEMP, { errno: 28 }));
    };
    const severities = findingsOf(CAUSE, both).map(({ subject, severity }) => `${subject} ${severity}`);
    expect(severities).toEqual(['/var critical', '/var/log warning']);
  });

  test('without room for backups nothing of the host is changed, whatever else is wrong', () => {
    const finding = findingOf('stale-socket', (host) => {
      killFpm(host);
      full(host, '/var', ['/var/lib/suture']);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toBe('/var is full: nothing is changed on this host before it has room');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the full one is not used by nginx or PHP-FPM', (host) => full(host, '/srv/backup', [])],
    [
      'only a PHP-FPM that no site asks writes there',
      (host) => {
        addFpm(host, '8.3', 1900);
        full(host, '/run/old', ['/run/php/php8.3-fpm.sock']);
      },
    ],
    ['only Suture itself would write there', (host) => full(host, '/var/lib/suture', ['/var/lib/suture'])],
    [
      'there is room again',
      (host) => {
        full(host, '/run/php', [SOCKET]);
        Object.assign(host.limits.mounts[0]!, { freeKb: 4096 });
        host.logLines.push(fpmLine(PID, NOW - 30));
      },
    ],
    [
      'the file system counts no inodes',
      (host) => {
        full(host, '/run/php', [SOCKET]);
        Object.assign(host.limits.mounts[0]!, { freeKb: 4096, inodes: null, freeInodes: null });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
