import { describe, expect, test } from 'vitest';
import { fpmLine, nginxLine } from './crowd.ts';
import {
  addFpm,
  answer,
  type Draft,
  file,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  SITE,
  SITE_FILE,
  siteText,
  UNIT,
  unitOf,
  write,
} from './host.ts';
import { setUp } from './last-start.ts';

const REFUSED = 'fork() failed: Resource temporarily unavailable (11)';

/** PHP-FPM could fork no worker, and its unit may have no more tasks. */
const refused =
  (mostTasks: number | null = 2, message = REFUSED) =>
  (host: Draft): void => {
    setUp(host, UNIT, { mostTasks, tasks: null });
    host.logLines.push({ ...fpmLine(message), level: 'ERROR' });
    answer(host, 504);
  };

describe('fork-refused', () => {
  test('the limit of the unit is named, and what nginx waited for is its symptom', () => {
    const change = (host: Draft): void => {
      refused()(host);
      host.logLines.push(
        nginxLine('upstream timed out (110: Connection timed out) while reading response header from upstream'),
      );
    };
    expect(found(hostFacts(change))).toEqual([`fork-refused:${UNIT}`, `upstream-timeout:${SITE}`]);
    const finding = findingOf('fork-refused', change);
    expect(finding).toMatchObject({ severity: 'critical', sites: [SITE], remedy: null });
    expect(finding.message).toBe(
      'PHP-FPM could not start a worker, once: its unit may have 2 tasks (TasksMax=), and has 2',
    );
    expect(finding.whyNoRemedy).toContain('a higher TasksMax=');
  });

  test('process.max of PHP-FPM is named by its line', () => {
    const finding = findingOf('fork-refused', (host) => {
      refused(
        null,
        "The maximum number of processes has been reached. Please review your configuration and consider raising 'process.max'",
      )(host);
      const path = '/etc/php/8.2/fpm/php-fpm.conf';
      host.fpm[0]!.files[0] = file(path, '[global]\nprocess.max = 3\ninclude=/etc/php/8.2/fpm/pool.d/*.conf\n');
    });
    expect(finding.message).toContain('process.max = 3');
    expect(finding.evidence.map(({ text }) => text)).toContain('process.max = 3');
  });

  test('a limit of the host is not taken for the unit’s', () => {
    const finding = findingOf('fork-refused', refused(4915));
    expect(finding.message).toContain('by which limit is not told');
    expect(finding.whyNoRemedy).toContain('kernel.pid_max');
  });

  test('nginx’s own words are known', () => {
    const finding = findingOf('fork-refused', (host) => {
      const message = 'fork() failed while spawning "worker process" (11: Resource temporarily unavailable)';
      host.logLines.push({ ...nginxLine(message), level: 'alert', upstream: null, server: null, request: null });
    });
    expect(finding).toMatchObject({ subject: 'nginx.service', severity: 'warning' });
  });

  test('a fork that failed before systemd called the unit started counts', () => {
    const finding = findingOf('fork-refused', (host) => {
      host.logLines.push(fpmLine('fpm is running, pid 800', NOW - 11));
      refused()(host);
      host.logLines.at(-1)!.at = NOW - 10;
      unitOf(host, UNIT).stateChangedAt = NOW - 9.2;
    });
    expect(finding.subject).toBe(UNIT);
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'PHP-FPM was restarted since',
      (host) => {
        refused()(host);
        unitOf(host, UNIT).stateChangedAt = NOW - 1;
      },
    ],
    [
      'the unit has all its tasks, and asked for no more',
      (host) => {
        setUp(host, UNIT, { mostTasks: 2 });
        answer(host, 504);
      },
    ],
    [
      'a pool is at its own limit',
      (host) => refused(2, '[pool www] server reached pm.max_children setting (5), consider raising it')(host),
    ],
    [
      'a script could start no program',
      (host) =>
        refused(2, '[pool www] child 93 said into stderr: "NOTICE: PHP message: proc_open(): fork failed"')(host),
    ],
    [
      'no site asks that PHP-FPM',
      (host) => {
        refused()(host);
        addFpm(host, '8.3', 1900);
        write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/php8.3-fpm.sock'));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fork-refused', change)).toEqual([]);
  });
});
