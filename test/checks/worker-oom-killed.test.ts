import { describe, expect, test } from 'vitest';
import { fpmLine } from './crowd.ts';
import {
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  NOW,
  POOL_FILE,
  poolText,
  stopFpm,
  UNIT,
  unitOf,
  write,
} from './host.ts';

const CAUSE = 'worker-oom-killed';
const DIED = '[pool www] child 93 exited on signal 9 (SIGKILL) after 812.104293 seconds from start';
/** As Linux 6.1 writes it; 5.4 has no UID and no pgtables. */
const victim = (kb: number, name = 'php-fpm8.2'): string =>
  `Memory cgroup out of memory: Killed process 93 (${name}) total-vm:512000kB, anon-rss:${kb}kB, file-rss:20480kB, shmem-rss:2048kB, UID:33 pgtables:420kB oom_score_adj:0`;
const pool = (host: Draft, options: Readonly<Record<string, string>> = {}): void =>
  write(host, POOL_FILE, poolText('www', { 'pm.max_children': '50', ...options }));

/** systemd's `OOMPolicy=stop`: one worker was killed, so the unit was stopped. */
const stopped = (host: Draft): void => {
  stopFpm(host);
  pool(host);
  Object.assign(unitOf(host, UNIT), { active: 'failed', result: 'oom-kill' });
  host.room.kernel = [{ at: NOW - 60, text: victim(100_352) }];
};
/** `OOMPolicy=continue`: the master goes on and makes another worker. */
const survived = (host: Draft): void => {
  pool(host);
  host.logLines.push(fpmLine(DIED, NOW - 60));
  host.room.kernel = [{ at: NOW - 60, text: victim(100_352) }];
};

describe(CAUSE, () => {
  test('a unit that systemd stopped for it: fewer workers, by the size of the one that was killed', () => {
    expect(found(hostFacts(stopped))).toEqual([`${CAUSE}:${UNIT}`, `fpm-stopped:${UNIT}`]);
    const finding = findingOf(CAUSE, stopped);
    expect(finding.message).toBe(
      "systemd stopped php8.2-fpm, because the kernel killed a process of it for lack of memory; (977 MB available + 0.0 MB in PHP-FPM's use) × 0.8 / 100 MB a worker = room for 7 workers, and pool www may have 50",
    );
    expect(finding.remedy).toMatchObject({
      step: 'set_pool_option',
      level: 'approve',
      with: { file: POOL_FILE, section: 'www', options: { 'pm.max_children': '7' }, unit: UNIT },
    });
    expect(findingOf('fpm-stopped', stopped).because).toEqual([`${CAUSE}:${UNIT}`]);
  });

  test('what is left over of its socket is a symptom too', () => {
    const leftOver = (host: Draft): void => {
      killFpm(host);
      pool(host);
      unitOf(host, UNIT).result = 'oom-kill';
      host.room.kernel = [{ at: NOW - 60, text: victim(100_352) }];
    };
    expect(found(hostFacts(leftOver))[0]).toBe(`${CAUSE}:${UNIT}`);
  });

  test('without the kernel’s word on its size no number is guessed, and PHP-FPM is started as it is', () => {
    const silent = (host: Draft): void => {
      stopped(host);
      host.room.kernel = null;
    };
    const finding = findingOf(CAUSE, silent);
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('how large workers grow is not known');
    expect(findingOf('fpm-stopped', silent)).toMatchObject({ because: [], remedy: { step: 'service' } });
  });

  test.each<[string, (host: Draft) => void]>([
    ['the kernel’s line', survived],
    [
      'the count of the unit’s control group',
      (host) => {
        survived(host);
        host.room.kernel = null;
        host.room.units = [{ name: UNIT, oomKills: 2, limitKb: null }];
      },
    ],
  ])('a PHP-FPM that lost a worker and runs on is known by %s', (_, change) => {
    const finding = findingOf(CAUSE, change);
    expect(finding).toMatchObject({ severity: 'warning', subject: UNIT });
    expect(finding.message).toContain('the kernel killed a worker of php8.2-fpm for lack of memory');
  });

  test('spare workers are held to the new number, or PHP-FPM would refuse it', () => {
    const spare = (host: Draft): void => {
      stopped(host);
      pool(host, { 'pm.start_servers': '10', 'pm.min_spare_servers': '5', 'pm.max_spare_servers': '20' });
    };
    expect(findingOf(CAUSE, spare).remedy?.with).toMatchObject({
      options: { 'pm.max_children': '7', 'pm.start_servers': '7', 'pm.max_spare_servers': '7' },
    });
  });

  test.each([
    ['has room for all that are allowed', 5, 'a lower memory_limit'],
    ['has no room for a single one', 2_000, 'memory_limit is too high for this host'],
  ])('memory that %s needs no fewer workers', (_, mb, why) => {
    const { remedy, whyNoRemedy } = findingOf(CAUSE, (host) => {
      stopped(host);
      host.room.kernel = [{ at: NOW - 60, text: victim(mb * 1024) }];
    });
    expect(remedy).toBeNull();
    expect(whyNoRemedy).toContain(why);
  });

  test.each<[string, (host: Draft) => void]>([
    ['somebody killed a worker', (host) => host.logLines.push(fpmLine(DIED))],
    [
      'the kernel killed another program at that time',
      (host) => {
        host.logLines.push(fpmLine(DIED, NOW - 60));
        host.room.kernel = [{ at: NOW - 60, text: victim(100_352, 'mysqld') }];
      },
    ],
    [
      'the kernel killed a worker of another day’s',
      (host) => {
        host.logLines.push(fpmLine(DIED, NOW - 60));
        host.room.kernel = [{ at: NOW - 90_000, text: victim(100_352) }];
      },
    ],
    [
      'PHP-FPM has started since',
      (host) => {
        survived(host);
        unitOf(host, UNIT).stateChangedAt = NOW - 1;
      },
    ],
    [
      'the unit counts a kill that no log of the last minutes tells of',
      (host) => {
        host.room.units = [{ name: UNIT, oomKills: 4, limitKb: null }];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
