import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  answer,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  SITE_FILE,
  stopNginx,
  UNIT,
  unitOf,
  write,
} from './host.ts';
import { atStep, lastStart, type Said, setUp } from './last-start.ts';

const UPLOADS = '/var/www/uploads';
const NO_UPLOADS = `Failed to set up mount namespacing: /run/systemd/unit-root${UPLOADS}: No such file or directory`;

/** PHP-FPM's unit names a folder that isn't there. */
const noFolder =
  (there = false) =>
  (host: Draft): void => {
    failFpm(host);
    answer(host, 502);
    setUp(host, UNIT, { readWritePaths: ['/run/php', UPLOADS] });
    lastStart(host, UNIT, atStep(UNIT, 'NAMESPACE', 226, NO_UPLOADS), [
      { name: UPLOADS, there, gone: there ? null : UPLOADS },
    ]);
  };

const fpmSaid =
  (said: readonly Said[], needs: Parameters<typeof lastStart>[3] = [], settings = {}) =>
  (host: Draft): void => {
    failFpm(host);
    answer(host, 502);
    setUp(host, UNIT, settings);
    lastStart(host, UNIT, said, needs);
  };

const NGINX_LOG = 'open() "/var/log/nginx/error.log" failed (2: No such file or directory)';

const noLogFolder = (host: Draft): void => {
  stopNginx(host);
  host.nginx.test = { passed: false, output: `nginx: [emerg] ${NGINX_LOG}\nnginx: configuration file test failed\n` };
  lastStart(
    host,
    'nginx.service',
    [['nginx', `2026/11/30 23:35:46 [emerg] 111#111: ${NGINX_LOG}`]],
    [{ name: '/var/log/nginx/error.log', gone: '/var/log/nginx' }],
  );
};

/** A site that hands all on to a program of a unit's that could not be started. */
const service =
  (said: readonly Said[], needs: Parameters<typeof lastStart>[3] = []) =>
  (host: Draft): void => {
    write(host, SITE_FILE, 'server { server_name shop.example; location / { proxy_pass http://127.0.0.1:3000; } }');
    answer(host, 502);
    host.units.push({
      ...structuredClone(unitOf(host, UNIT)),
      name: 'app.service',
      mainPid: null,
      execStart: '/opt/app/run',
    });
    host.ownerSearch.mentions.push({
      file: '/etc/systemd/system/app.service',
      line: 3,
      text: 'ExecStart=/opt/app/run --port 3000',
      units: ['app.service'],
    });
    lastStart(host, 'app.service', said, needs);
  };

describe('start-failed', () => {
  test('the folder that systemd misses is named, and no start is offered before it is there', () => {
    const facts = hostFacts(noFolder());
    expect(found(facts)).toEqual([`start-failed:${UNIT}`, `fpm-stopped:${UNIT}`]);
    const finding = findingOf('start-failed', noFolder());
    expect(finding.message).toContain(`ReadWritePaths= names ${UPLOADS}, which does not exist (226/NAMESPACE)`);
    expect(finding).toMatchObject({ severity: 'critical', sites: [SITE], remedy: null });
    expect(finding.evidence[0]?.text).toContain(NO_UPLOADS);
    expect(findingOf('fpm-stopped', noFolder())).toMatchObject({ remedy: null, because: [`start-failed:${UNIT}`] });
  });

  test('once it is there, the start is offered again', () => {
    expect(found(hostFacts(noFolder(true)))).toEqual([`fpm-stopped:${UNIT}`]);
    expect(findingOf('fpm-stopped', noFolder(true)).remedy).toMatchObject({
      step: 'service',
      with: { state: 'started' },
    });
  });

  test("nginx's missing folder is no fault of its configuration", () => {
    expect(found(hostFacts(noLogFolder))).toEqual(['start-failed:nginx.service', 'nginx-stopped:nginx.service']);
    expect(findingOf('start-failed', noLogFolder).message).toContain('the folder /var/log/nginx does not exist');
    expect(findingOf('nginx-stopped', noLogFolder).remedy).toBeNull();
  });

  test('its own test says so where there is no journal', () => {
    const facts = hostFacts((host) => {
      noLogFolder(host);
      host.ownerSearch.said = [];
    });
    expect(found(facts)[0]).toBe('start-failed:nginx.service');
  });

  test('a preloaded script that is gone is no fault of its pools', () => {
    const fatal =
      "PHP Fatal error:  Failed opening required '/srv/41/preload.php' (include_path='.') in Unknown on line 0";
    const change = (host: Draft): void => {
      fpmSaid(
        [
          ['php-fpm8.2', `[30-Nov-2026 23:35:46] NOTICE: PHP message: ${fatal}`],
          `${UNIT}: Main process exited, code=exited, status=70/SOFTWARE`,
        ],
        [{ name: '/srv/41/preload.php', gone: '/srv/41' }],
      )(host);
      host.fpm[0]!.test = { passed: false, output: `[30-Nov-2026 23:35:46] NOTICE: PHP message: ${fatal}\n` };
    };
    expect(found(hostFacts(change))).toEqual([`start-failed:${UNIT}`, `fpm-stopped:${UNIT}`]);
    expect(findingOf('start-failed', change).message).toContain('it needs /srv/41/preload.php, and the folder /srv/41');
  });

  test.each<[string, Said[], Parameters<typeof lastStart>[3], object, string]>([
    [
      'a user',
      [`${UNIT}: Main process exited, code=exited, status=217/USER`],
      [{ kind: 'user', name: 'deploy', gone: null }],
      { user: 'deploy' },
      'the user deploy that it is to run as does not exist (217/USER)',
    ],
    [
      'a group',
      [...atStep(UNIT, 'GROUP', 216, 'Failed to determine group credentials: No such process')],
      [{ kind: 'group', name: 'deploy', gone: null }],
      { group: 'deploy' },
      'the group deploy',
    ],
    [
      'a working folder',
      [...atStep(UNIT, 'CHDIR', 200, 'Changing to the requested working directory failed: No such file or directory')],
      [{ name: '/srv/app' }],
      { workingDirectory: '/srv/app' },
      'its working folder /srv/app does not exist (200/CHDIR)',
    ],
    [
      'its program',
      [...atStep(UNIT, 'EXEC', 203, 'Failed to locate executable /usr/sbin/php-fpm8.2: No such file or directory')],
      [{ kind: 'program', name: '/usr/sbin/php-fpm8.2' }],
      {},
      '/usr/sbin/php-fpm8.2 does not exist (203/EXEC)',
    ],
    [
      'the interpreter of its program',
      [...atStep(UNIT, 'EXEC', 203, 'Failed to execute /usr/sbin/php-fpm8.2: No such file or directory')],
      [{ kind: 'program', name: '/usr/sbin/php-fpm8.2', gone: null }],
      {},
      "can't be run",
    ],
    [
      'a file of variables',
      [`${UNIT}: Failed to load environment files: No such file or directory`],
      [{ name: '/etc/default/app' }],
      {},
      'EnvironmentFile= names /etc/default/app',
    ],
    [
      'a step that nothing more is known of',
      [...atStep(UNIT, 'CAPABILITIES', 218, 'Failed to drop capabilities: Operation not permitted')],
      [],
      {},
      'its step CAPABILITIES: Failed to drop capabilities: Operation not permitted (218/CAPABILITIES)',
    ],
    ['a signal', [`${UNIT}: Main process exited, code=dumped, status=11/SEGV`], [], {}, 'ended by SIGSEGV'],
    ['time', [`${UNIT}: start operation timed out. Terminating.`], [], {}, 'not up in time'],
  ])('what the last start lacked is named: %s', (_, said, needs, settings, words) => {
    const change = fpmSaid(said, needs, settings);
    expect(findingOf('start-failed', change).message).toContain(words);
    expect(findingOf('fpm-stopped', change).remedy).toBeNull();
  });

  test('a condition that does not hold is told, though the unit did not fail', () => {
    const change = (host: Draft): void => {
      failFpm(host);
      Object.assign(unitOf(host, UNIT), { active: 'inactive', sub: 'dead', result: 'success' });
      host.ownerSearch.said.push({
        unit: UNIT,
        at: 1_769_999_940,
        by: 'systemd',
        text: `${UNIT} was skipped because of an unmet condition check (ConditionPathExists=/etc/app/ready).`,
      });
      host.ownerSearch.needs = [
        { unit: UNIT, kind: 'path', name: '/etc/app/ready', there: false, gone: '/etc/app/ready' },
      ];
    };
    expect(findingOf('start-failed', change).message).toContain('/etc/app/ready does not exist');
  });

  test('what a program behind nginx said is told, and it is not started', () => {
    const change = service([
      ['node', "Error: Cannot find module 'express'"],
      'app.service: Main process exited, code=exited, status=1/FAILURE',
    ]);
    expect(found(hostFacts(change))).toEqual(['start-failed:app.service', 'upstream-service-stopped:app.service']);
    expect(findingOf('start-failed', change).message).toContain('it said "Error: Cannot find module \'express\'"');
    expect(findingOf('upstream-service-stopped', change).remedy).toBeNull();
  });

  test('a service whose missing file came back may be started', () => {
    const change = service(
      [['python3', "FileNotFoundError: [Errno 2] No such file or directory: '/etc/app.toml'"]],
      [{ name: '/etc/app.toml', there: true, gone: null }],
    );
    expect(found(hostFacts(change))).toEqual(['upstream-service-stopped:app.service']);
    expect(findingOf('upstream-service-stopped', change).remedy).toMatchObject({ level: 'approve' });
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'it ran for long and then died',
      (host) => {
        failFpm(host);
        for (const [at, text] of [
          [3600, 'Started it.'],
          [60, `${UNIT}: Main process exited, code=killed, status=9/KILL`],
          [60, `${UNIT}: Failed with result 'signal'.`],
        ] as const) {
          host.ownerSearch.said.push({ unit: UNIT, at: 1_770_000_000 - at, by: 'systemd', text });
        }
      },
    ],
    [
      'it was killed as soon as it had started',
      (host) => {
        failFpm(host);
        for (const [at, by, text] of [
          [70, 'systemd', 'Started it.'],
          [69, 'php-fpm', 'No such file or directory: a warning of no account'],
          [60, 'systemd', `${UNIT}: Main process exited, code=killed, status=9/KILL`],
        ] as const) {
          host.ownerSearch.said.push({ unit: UNIT, at: 1_770_000_000 - at, by, text });
        }
      },
    ],
    [
      'somebody stopped it',
      (host) => {
        failFpm(host);
        Object.assign(unitOf(host, UNIT), { active: 'inactive', result: 'success' });
        host.ownerSearch.said.push({ unit: UNIT, at: 1_769_999_940, by: 'systemd', text: 'Stopped it.' });
      },
    ],
    [
      'it complained of its files, and its own test passes by now',
      fpmSaid([['php-fpm8.2', "[1] ERROR: [/etc/php/8.2/fpm/pool.d/www.conf:7] unknown entry 'pm.max_childs'"]]),
    ],
    [
      'it runs by now',
      (host) => {
        lastStart(host, UNIT, atStep(UNIT, 'NAMESPACE', 226, NO_UPLOADS));
        Object.assign(unitOf(host, UNIT), { active: 'active', sub: 'running', result: 'success' });
      },
    ],
    [
      'nginx refuses a line of its files',
      (host) => {
        noLogFolder(host);
        host.nginx.test = {
          passed: false,
          output: 'nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:3\n',
        };
      },
    ],
    [
      'no site needs it',
      (host) => {
        noFolder()(host);
        write(host, SITE_FILE, 'server { server_name shop.example; root /srv; }');
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('start-failed', change)).toEqual([]);
  });

  test('the folder of a runtime directory is no remedy where systemd did not come so far', () => {
    const { findings } = diagnose(hostFacts(noFolder()));
    expect(findings.filter(({ remedy }) => remedy !== null)).toEqual([]);
  });
});
