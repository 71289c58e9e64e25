import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/facts/log-line.ts';
import {
  addFpm,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  SITE,
  SOCKET,
  stopFpm,
  UNIT,
  unitOf,
} from './host.ts';

const hit = (host: Draft): void => {
  failFpm(host);
  unitOf(host, UNIT).result = 'start-limit-hit';
};

const refusal = (at: number, unit = UNIT): LogLine => ({
  program: 'php-fpm',
  source: `journal:${unit}`,
  line: null,
  at,
  level: '',
  pid: null,
  pool: null,
  message: `${unit}: Start request repeated too quickly.`,
  errno: null,
  upstream: null,
  server: null,
  request: null,
});

const told = (host: Draft): void => {
  failFpm(host);
  host.logLines = [refusal(NOW - 60)];
};

describe('start-limit-hit', () => {
  test.each<[string, (host: Draft) => void]>([
    ['the unit’s result', hit],
    ['the journal, where the result is that of the first failure', told],
  ])('by %s: what systemd counted is forgotten, and one start is tried', (_, change) => {
    expect(found(hostFacts(change))).toEqual([`start-limit-hit:${UNIT}`, `fpm-stopped:${UNIT}`]);
    expect(findingOf('start-limit-hit', change)).toMatchObject({
      severity: 'critical',
      sites: [SITE],
      because: [],
      remedy: { step: 'service', level: 'guarded', with: { unit: UNIT, state: 'started' } },
    });
  });

  test.each<[string, string, (host: Draft) => void]>([
    [
      `fpm-config-invalid:${UNIT}`,
      'its files are refused',
      (host) => void (host.fpm[0]!.test = { passed: false, output: 'ERROR: no' }),
    ],
    [
      `socket-path-occupied:${SOCKET}`,
      'a directory is in the way',
      (host) => void (pathOf(host, SOCKET).kind = 'directory'),
    ],
    [
      'runtime-dir-missing:/run/php',
      'a folder is missing',
      (host) => void (pathOf(host, SOCKET).folders[2]!.exists = false),
    ],
  ])('is a symptom of %s while %s', (root, _, change) => {
    const both = (host: Draft): void => {
      hit(host);
      change(host);
    };
    expect(found(hostFacts(both))[0]).toBe(root);
    expect(findingOf('start-limit-hit', both).because).toEqual([root]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['it runs', () => undefined],
    ['it runs again, and the journal still tells of it', (host) => void (host.logLines = [refusal(NOW - 3700)])],
    ['it was stopped since', (host) => (stopFpm(host), void (host.logLines = [refusal(NOW - 300)]))],
    ['one start has failed', failFpm],
    [
      'the journal tells of it from before the last failure',
      (host) => (failFpm(host), void (host.logLines = [refusal(NOW - 300)])),
    ],
    ['another unit hit its limit', (host) => (failFpm(host), void (host.logLines = [refusal(NOW - 60, 'x.service')]))],
    [
      'no site uses it',
      (host) => {
        addFpm(host, '8.1', 900);
        failFpm(host, 'php8.1-fpm.service');
        unitOf(host, 'php8.1-fpm.service').result = 'start-limit-hit';
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('start-limit-hit', change)).toEqual([]);
  });
});
