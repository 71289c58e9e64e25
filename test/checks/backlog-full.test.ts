import { describe, expect, test } from 'vitest';
import { crowd } from './crowd.ts';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, POOL_FILE, SITE } from './host.ts';
import { refusal, rush } from './want.ts';

const CAUSE = 'backlog-full';
const POOL = 'www@/etc/php/8.2/fpm/php-fpm.conf';
const overflowing = (host: Draft): void => {
  rush(host, { queued: 3, backlog: 2 });
  answer(host, 502);
};

describe(CAUSE, () => {
  test('a full queue while workers are free is lengthened, by a sum that is shown', () => {
    expect(found(hostFacts(overflowing))).toEqual([`${CAUSE}:${POOL}`]);
    const { severity, message, remedy, evidence, sites } = findingOf(CAUSE, overflowing);
    expect({ severity, sites }).toEqual({ severity: 'critical', sites: [SITE] });
    expect(message).toBe(
      "the queue of pool www has room for 2 (listen.backlog), 3 wait, and nginx was turned away 2 times; 2 × (2 + 2 turned away in the worst second) = 8, at least PHP-FPM's usual 511; the kernel allows 4096 (net.core.somaxconn)",
    );
    expect(remedy).toMatchObject({
      step: 'set_pool_option',
      level: 'approve',
      with: { file: POOL_FILE, section: 'www', options: { 'listen.backlog': '511' } },
    });
    expect(evidence.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^connect\(\).* ×2$/));
    expect(evidence.map(({ text }) => text)).toContainEqual(expect.stringContaining('Recv-Q 3, Send-Q 2'));
  });

  test('a rush that a short queue had no room for is a warning while the site answers', () => {
    const finding = findingOf(CAUSE, (host) => rush(host, { queued: 0, backlog: 1 }));
    expect(finding).toMatchObject({ severity: 'warning', remedy: { with: { options: { 'listen.backlog': '511' } } } });
  });

  test('it follows from workers that are all busy, who come first', () => {
    const busy = (host: Draft): void => {
      rush(host, { queued: 3, backlog: 2 });
      crowd(host, {}, { taken: 1, waiting: 3 });
      answer(host, 502);
    };
    expect(found(hostFacts(busy))).toEqual([`workers-exhausted:${POOL}`, `${CAUSE}:${POOL}`]);
    const { because, remedy, whyNoRemedy } = findingOf(CAUSE, busy);
    expect({ because, remedy }).toEqual({ because: [`workers-exhausted:${POOL}`], remedy: null });
    expect(whyNoRemedy).toContain('freed or more of them allowed first');
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['the kernel allows no longer one', (host) => (host.limits.longestQueue = 2), 'net.core.somaxconn = 2'],
    ['what the kernel allows is not known', (host) => (host.limits.longestQueue = null), 'is not known'],
  ])('nothing is proposed where %s', (_, change, why) => {
    const finding = findingOf(CAUSE, (host) => {
      overflowing(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(why);
  });

  test('no more is proposed than the kernel allows', () => {
    const finding = findingOf(CAUSE, (host) => {
      overflowing(host);
      host.limits.longestQueue = 128;
    });
    expect(finding.remedy?.with).toMatchObject({ options: { 'listen.backlog': '128' } });
  });

  test.each<[string, (host: Draft) => void]>([
    ['many wait, and there is room for more', (host) => rush(host, { queued: 510, backlog: 511 })],
    ['the lines are older than PHP-FPM’s last start', (host) => rush(host, { queued: 0, backlog: 1 }, NOW - 7200)],
    ['the rush is over, and the queue is as long as is usual', (host) => rush(host, { queued: 0, backlog: 511 })],
    [
      'another pool’s socket was full',
      (host) => {
        rush(host, { queued: 0, backlog: 1 });
        host.logLines = [refusal(NOW - 3, '/run/php/other.sock')];
      },
    ],
    [
      'one waits at a short queue for a moment, and nobody was turned away',
      (host) => {
        rush(host, { queued: 1, backlog: 1 });
        host.logLines = [];
      },
    ],
    [
      'another program’s queue is full',
      (host) => {
        host.unixListeners.push({ path: '/run/db.sock', pid: 9, process: 'db', inode: 5, queued: 9, backlog: 8 });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
