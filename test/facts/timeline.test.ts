import { describe, expect, test } from 'vitest';
import { unknown } from '../../src/facts/fact.ts';
import type { LogLine } from '../../src/facts/log-line.ts';
import { timelineGaps, timelineOf } from '../../src/facts/timeline.ts';
import {
  connectFailed,
  type Draft,
  hostFacts,
  NOW,
  SITE_FILE,
  siteText,
  SOCKET,
  UNIT,
  unitOf,
  write,
} from '../checks/host.ts';
import { probeLine } from '../checks/probe-line.ts';

/** What happened in the last hour, relative to now; what the host's programs did before is left out. */
const told = (change: (host: Draft) => void): readonly (readonly [number, string])[] =>
  timelineOf(hostFacts(change))
    .filter(({ at }) => at > NOW - 3600)
    .map(({ at, text }) => [Math.floor(at) - NOW, text] as const);

const systemd = (message: string, at: number, unit = UNIT): LogLine => ({
  ...probeLine(message, { at, source: `journal:${unit}`, line: null, level: '', pid: null }),
  upstream: null,
  server: null,
  request: null,
});

const journal =
  (...lines: readonly (readonly [number, string])[]) =>
  (host: Draft): void =>
    void host.logLines.push(...lines.map(([at, message]) => systemd(message, NOW + at)));

const dpkg = (at: number, name: string, from: string | null = '1', to: string | null = '2') =>
  ({ at: NOW + at, verb: from === null ? 'installed' : to === null ? 'removed' : 'upgraded', name, from, to }) as const;

describe('the timeline', () => {
  test('tells of a file, a reload and the first error in order', () => {
    const change = (host: Draft): void => {
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`), NOW - 63);
      host.logLines.push(
        systemd('Reloaded nginx.service - A high performance web server.', NOW - 60.4, 'nginx.service'),
        { ...connectFailed(2, 'unix:/run/gone.sock', NOW - 23), line: 1 },
        connectFailed(2, 'unix:/run/gone.sock', NOW - 3),
      );
    };
    expect(told(change)).toEqual([
      [-63, '/etc/nginx/sites-available/shop was changed'],
      [-61, 'nginx was reloaded'],
      [
        -23,
        'first error of 2: connect() to unix:/run/gone.sock failed (2: …) while connecting to upstream, 40 s after /etc/nginx/sites-available/shop was changed',
      ],
    ]);
  });

  test.each<[string, readonly (readonly [number, string])[], readonly (readonly [number, string])[]]>([
    [
      'a kill',
      [
        [-9, 'Started php8.2-fpm.service - The PHP 8.2 FastCGI Process Manager.'],
        [-8, 'php8.2-fpm.service: Main process exited, code=killed, status=9/KILL'],
        [-8, "php8.2-fpm.service: Failed with result 'signal'."],
      ],
      [
        [-9, 'php8.2-fpm was started'],
        [-8, 'php8.2-fpm ended (killed, 9/KILL), failed (signal)'],
      ],
    ],
    [
      'a restart, as an older systemd words it',
      [
        [-9, 'Stopping The PHP 8.2 FastCGI Process Manager...'],
        [-8.9, 'Stopped The PHP 8.2 FastCGI Process Manager.'],
        [-8.8, 'Starting The PHP 8.2 FastCGI Process Manager...'],
        [-8.1, 'Started The PHP 8.2 FastCGI Process Manager.'],
      ],
      [[-9, 'php8.2-fpm was restarted']],
    ],
    [
      'a start that fails too often',
      [
        [-9, 'php8.2-fpm.service: Main process exited, code=exited, status=78/CONFIG'],
        [-9, 'php8.2-fpm.service: Start request repeated too quickly.'],
        [-9, 'Failed to start php8.2-fpm.service - The PHP 8.2 FastCGI Process Manager.'],
      ],
      [[-9, 'php8.2-fpm ended (exited, 78/CONFIG), was started too often, could not be started']],
    ],
    [
      'a worker that the OOM killer took',
      [[-9, 'php8.2-fpm.service: A process of this unit has been killed by the OOM killer.']],
      [[-9, 'php8.2-fpm lost a process to the OOM killer']],
    ],
  ])('tells of %s', (_, lines, expected) => {
    expect(told(journal(...lines))).toEqual(expected);
  });

  test('tells of a unit’s last change where the journal doesn’t', () => {
    expect(
      told((host) =>
        Object.assign(unitOf(host, UNIT), { active: 'failed', result: 'oom-kill', stateChangedAt: NOW - 30 }),
      ),
    ).toEqual([[-30, 'php8.2-fpm became failed (oom-kill)']]);
  });

  test('does not take a program’s own words for systemd’s', () => {
    const forged = { ...systemd('Stopped everything', NOW - 5), pid: 800, level: 'NOTICE' };
    expect(told((host) => void host.logLines.push(forged))).toEqual([]);
  });

  test('names of many packages those that matter', () => {
    const packages = [
      ...Array.from({ length: 20 }, (_, index) => dpkg(-900 + index, `fonts-${index}`)),
      dpkg(-890, 'php8.2-fpm', '8.2.28', '8.2.29'),
      dpkg(-500, 'php-apcu', '5.1', null),
      dpkg(-400, 'vim', null, '9'),
    ];
    expect(told((host) => void (host.changes.packages = packages))).toEqual([
      [-881, 'upgraded php8.2-fpm 8.2.28 → 8.2.29 and 20 more packages'],
      [-500, 'removed php-apcu 5.1'],
      [-400, 'installed vim 9'],
    ]);
  });

  test('tells of a boot, and of a reload that systemd knows nothing of', () => {
    const change = (host: Draft): void => {
      host.changes.bootedAt = NOW - 700;
      for (const each of host.processes)
        if (each.program === 'nginx' && each.role === 'worker') each.startedAt = NOW - 90;
    };
    expect(told(change)).toEqual([
      [-700, 'the host was booted'],
      [-90, 'nginx read its files, or its workers were replaced'],
    ]);
  });

  test('says that there may be earlier errors where no older line was read', () => {
    const [only] = told((host) => void host.logLines.push(connectFailed(111, `unix:${SOCKET}`, NOW - 800)));
    expect(only?.[1]).toMatch(/^first error: .* \(or earlier: no older line was read\)$/);
  });

  describe('tells by how long after what was done last the first error came', () => {
    const first = (change: (host: Draft) => void, line: number | null = 812): string | undefined =>
      told((host) => {
        host.changes.logsSince = NOW - 900;
        host.logLines.push({ ...connectFailed(2, 'unix:/run/gone.sock', NOW - 23), line });
        change(host);
      }).find(([, text]) => text.startsWith('first error'))?.[1];
    const written = (ago: number) => (host: Draft) =>
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`), NOW - ago);
    const site = '/etc/nginx/sites-available/shop was changed';

    test.each<[string, string, (host: Draft) => void]>([
      ['a file', `40 s after ${site}`, written(63)],
      ['a file in the same second', `right after ${site}`, written(23)],
      [
        'a package',
        '5 min after upgraded php8.2-fpm 1 → 2',
        (host) => void host.changes.packages!.push(dpkg(-323, 'php8.2-fpm')),
      ],
      [
        'a stop, which is nearer than a file',
        '3 s after php8.2-fpm was stopped',
        (host) => {
          written(63)(host);
          journal([-26, 'Stopped php8.2-fpm.service - x'])(host);
        },
      ],
      [
        'a file that a reload put in force',
        `40 s after ${site}`,
        (host) => {
          written(63)(host);
          host.logLines.push(systemd('Reloaded nginx.service - x', NOW - 30, 'nginx.service'));
        },
      ],
    ])('%s', (_, words, change) => {
      expect(first(change)).toMatch(new RegExp(`^first error: .*, ${words}$`));
    });

    test('unless the window begins after it, for then an earlier error may have been missed', () => {
      expect(first(written(1200))).toMatch(/\(or earlier: no older line was read\)$/);
      expect(first(written(1200), 1)).toMatch(/20 min after/);
    });

    test('unless there were more lines than are read', () => {
      const crowded = (host: Draft): void => {
        written(63)(host);
        const many = Array.from({ length: 600 }, () => ({
          ...connectFailed(2, 'unix:/run/gone.sock', NOW - 9),
          line: 900,
        }));
        host.logLines.push(...many);
      };
      expect(first(crowded)).toMatch(/^first error of 601: .* \(or earlier/);
    });
  });

  test('tells failures of several upstreams apart, and blames no boot', () => {
    const change = (host: Draft): void => {
      host.changes.bootedAt = NOW - 300;
      host.logLines.push(
        connectFailed(111, 'unix:/run/other.sock', NOW - 200),
        connectFailed(111, 'unix:/run/gone.sock', NOW - 100),
      );
    };
    const [error] = told(change).filter(([, text]) => text.includes('connect()'));
    expect(error?.[0]).toBe(-100);
    expect(error?.[1]).toMatch(/^first error: connect\(\) to unix:\/run\/gone\.sock/);
    expect(error?.[1]).not.toContain('booted');
  });

  test('keeps ten entries around the first error', () => {
    const lines = Array.from({ length: 40 }, (_, index) => [-1000 + index * 20, 'Reloaded x'] as const);
    const entries = timelineOf(
      hostFacts((host) => {
        journal(...lines)(host);
        host.logLines.push(connectFailed(111, `unix:${SOCKET}`, NOW - 605));
      }),
    );
    expect(entries).toHaveLength(10);
    expect(entries.findIndex(({ kind }) => kind === 'error')).toBe(6);
  });

  test('leaves out what is older than a day, and says what it can’t know', () => {
    const host = hostFacts((draft) => {
      draft.changes = { bootedAt: NOW - 90_000, packages: null };
    });
    expect(timelineOf(host).map(({ kind }) => kind)).not.toContain('boot');
    expect(timelineGaps({ ...host, logLines: unknown('needs root') })).toEqual([
      'packages: no log of dpkg or dnf could be read',
      'errors: needs root',
    ]);
    expect(timelineOf({ ...host, identity: unknown('lost') })).toEqual([]);
  });
});
