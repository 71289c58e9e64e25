import { describe, expect, test } from 'vitest';
import { fpmLine } from './crowd.ts';
import {
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  POOL_FILE,
  poolText,
  stopFpm,
  UNIT,
  unitOf,
  write,
} from './host.ts';
import { setUp } from './last-start.ts';

const VICTIM =
  'Killed process 93 (php-fpm8.2) total-vm:512000kB, anon-rss:100352kB, file-rss:20480kB, shmem-rss:2048kB, UID:33';
const LIMIT_KB = 512 * 1024;

/** The unit may have 512 MB, and the kernel killed a worker that went beyond. */
const beyond =
  (kernel: string | null = `Memory cgroup out of memory: ${VICTIM}`, mostMemoryKb: number | null = LIMIT_KB) =>
  (host: Draft): void => {
    write(host, POOL_FILE, poolText('www', { 'pm.max_children': '50' }));
    setUp(host, UNIT, { mostMemoryKb });
    host.logLines.push(
      fpmLine('[pool www] child 93 exited on signal 9 (SIGKILL) after 812.1 seconds from start', NOW - 60),
    );
    host.room.kernel = kernel === null ? null : [{ at: NOW - 60, text: kernel }];
  };

const told = (host: Draft): void => {
  const text = `${UNIT}: A process of this unit has been killed by the OOM killer.`;
  host.logLines.push({ ...fpmLine(text, NOW - 60), source: `journal:${UNIT}`, level: '' });
};

describe('memory-max', () => {
  test('the limit is named, and how many workers it has room for', () => {
    expect(found(hostFacts(beyond()))).toEqual([`memory-max:${UNIT}`]);
    const finding = findingOf('memory-max', beyond());
    expect(finding.message).toContain('its unit may have 512 MB (MemoryMax=)');
    expect(finding.evidence.map(({ text }) => text)).toContain('MemoryMax=536870912');
    expect(finding.remedy).toMatchObject({ step: 'set_pool_option', level: 'approve' });
  });

  test('systemd’s word is enough where the kernel’s log can’t be read', () => {
    const finding = findingOf('memory-max', (host) => {
      beyond(null)(host);
      told(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('a higher MemoryMax=');
  });

  test('a unit that systemd stopped for it is down because of that', () => {
    const change = (host: Draft): void => {
      stopFpm(host);
      beyond()(host);
      Object.assign(unitOf(host, UNIT), { active: 'failed', result: 'oom-kill' });
    };
    expect(found(hostFacts(change))).toEqual([`memory-max:${UNIT}`, `fpm-stopped:${UNIT}`]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the whole host ran out of memory', beyond(`Out of memory: ${VICTIM}`)],
    ['the unit has no limit', beyond(undefined, null)],
    ['a worker was killed, and nothing tells of memory', beyond(null)],
    [
      'the unit has a limit, and nothing was killed',
      (host) => {
        setUp(host, UNIT, { mostMemoryKb: LIMIT_KB });
      },
    ],
    [
      'PHP-FPM was restarted since',
      (host) => {
        beyond()(host);
        unitOf(host, UNIT).stateChangedAt = NOW - 1;
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('memory-max', change)).toEqual([]);
  });
});
