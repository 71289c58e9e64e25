import { describe, expect, test } from 'vitest';
import { crowd, fpmLine, nginxLine } from './crowd.ts';
import { addPool, answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, POOL_FILE, UNIT } from './host.ts';

const CAUSE = 'workers-exhausted';
const POOL = 'www@/etc/php/8.2/fpm/php-fpm.conf';
const full = (host: Draft): void => {
  crowd(host, {}, { taken: 1, waiting: 2 });
  answer(host, 504);
};

describe(CAUSE, () => {
  test('twice what is asked for now is proposed, as far as memory has room for it, and the sum is shown', () => {
    const finding = findingOf(CAUSE, full);
    expect(finding).toMatchObject({ subject: POOL, severity: 'critical', because: [] });
    expect(finding.message).toBe(
      "pool www may have 1 workers (pm.max_children), and all are busy, and 2 more wait; (977 MB available + 20 MB in PHP-FPM's use) × 0.8 / 20 MB a worker = room for 39 workers; of these 6 = 2 × 3 asked for now",
    );
    expect(finding.remedy).toMatchObject({
      step: 'set_pool_option',
      level: 'approve',
      with: { file: POOL_FILE, section: 'www', options: { 'pm.max_children': '6' }, unit: UNIT },
    });
  });

  test('memory bounds what is proposed', () => {
    const tight = (host: Draft): void => {
      full(host);
      host.memory.availableKb = 60_000;
    };
    expect(findingOf(CAUSE, tight).remedy?.with).toMatchObject({ options: { 'pm.max_children': '3' } });
  });

  test('a limit of the unit bounds it as well', () => {
    const limited = (host: Draft): void => {
      full(host);
      host.room.units = [{ name: UNIT, oomKills: 0, limitKb: 51_200 }];
    };
    const finding = findingOf(CAUSE, limited);
    expect(finding.message).toContain("the unit's limit of 50 MB × 0.8 / 20 MB a worker = room for 2 workers");
    expect(finding.remedy?.with).toMatchObject({ options: { 'pm.max_children': '2' } });
  });

  test('what other pools may grow to is kept for them', () => {
    const shared = (host: Draft): void => {
      full(host);
      addPool(host, 'blog', '/run/php/blog.sock');
      const blog = host.fpm[0]!.files.at(-1)!;
      blog.text = `${blog.text}pm.max_children = 37\n`;
    };
    const finding = findingOf(CAUSE, shared);
    expect(finding.message).toContain('- 740 MB kept for other pools) / 20 MB a worker = room for 2 workers');
    expect(finding.remedy?.with).toMatchObject({ options: { 'pm.max_children': '2' } });
  });

  test('where memory has no room for more, nothing is proposed', () => {
    const none = (host: Draft): void => {
      full(host);
      host.memory.availableKb = 4000;
    };
    const { remedy, whyNoRemedy } = findingOf(CAUSE, none);
    expect(remedy).toBeNull();
    expect(whyNoRemedy).toContain('memory has no room for more than the 1 workers that are allowed already');
  });

  test('without sizes it is named, and no number is guessed', () => {
    const facts = { ...hostFacts(full), memory: { state: 'unknown', why: 'no' } } as const;
    expect(found(facts)).toContain(`${CAUSE}:${POOL}`);
  });

  test('the time-outs that it leads to are its symptoms, and PHP-FPM’s own word is quoted with its number', () => {
    const told = (host: Draft): void => {
      full(host);
      const reached = '[pool www] server reached pm.max_children setting (1), consider raising it';
      host.logLines.push(
        fpmLine(reached, NOW - 30),
        fpmLine(reached, NOW - 20),
        nginxLine('upstream timed out (110: Connection timed out) while reading response header from upstream'),
      );
    };
    expect(found(hostFacts(told))).toEqual([`${CAUSE}:${POOL}`, 'upstream-timeout:shop.example:80']);
    expect(findingsOf('upstream-timeout', told)[0]?.because).toEqual([`${CAUSE}:${POOL}`]);
    expect(findingOf(CAUSE, told).evidence.map(({ text }) => text)).toContain(
      '[pool www] server reached pm.max_children setting (1), consider raising it ×2',
    );
  });

  test('requests that wait while the sites answer are a warning', () => {
    const slow = (host: Draft): void => crowd(host, {}, { taken: 1, waiting: 2 });
    expect(findingOf(CAUSE, slow).severity).toBe('warning');
  });

  test.each<[string, (host: Draft) => void]>([
    ['a worker is free', (host) => crowd(host, { 'pm.max_children': '2' }, { taken: 1, waiting: 1 })],
    [
      'every worker is busy for a moment, nobody waits and the site answers',
      (host) => crowd(host, {}, { taken: 1, waiting: 0 }),
    ],
    [
      'the log tells of an hour that is over',
      (host) =>
        host.logLines.push(fpmLine('[pool www] server reached pm.max_children setting (5), consider raising it')),
    ],
    [
      'the workers are stopped, which is another cause',
      (host) => {
        full(host);
        for (const each of host.processes) if (each.program === 'php-fpm') each.activity = 'T';
      },
    ],
    [
      'no site uses the pool',
      (host) => {
        crowd(host, { listen: '/run/php/nobody.sock' }, { taken: 1, waiting: 5 });
        host.room.connections = [{ at: '/run/php/nobody.sock', taken: 1, waiting: 5 }];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
