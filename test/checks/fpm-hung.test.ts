import { describe, expect, test } from 'vitest';
import {
  addFpm,
  addPool,
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  stopFpm,
  UNIT,
} from './host.ts';

const WORKER = 'php-fpm: pool www';

const stop = (host: Draft, letter: string, role?: 'master' | 'worker'): void => {
  for (const process of host.processes) {
    if (process.program !== 'php-fpm') continue;
    if (process.role === 'worker') process.title = WORKER;
    if (role === undefined || process.role === role) process.activity = letter;
  }
};

const hung = (host: Draft): void => {
  stop(host, 'T');
  answer(host, null);
};

const slow =
  (letter: string) =>
  (host: Draft): void => {
    stop(host, letter);
    answer(host, 504);
  };

describe('fpm-hung', () => {
  test('workers that are stopped while requests wait are restarted with their master', () => {
    expect(found(hostFacts(hung))).toEqual([`fpm-hung:${UNIT}`]);
    expect(findingOf('fpm-hung', hung)).toMatchObject({
      severity: 'critical',
      sites: [SITE],
      remedy: { step: 'service', level: 'guarded', with: { unit: UNIT, state: 'restarted' } },
    });
  });

  test('a stopped master that has no worker left answers nobody', () => {
    const finding = findingOf('fpm-hung', (host) => {
      hung(host);
      host.processes = host.processes.filter(({ role, program }) => program === 'nginx' || role === 'master');
    });
    expect(finding.message).toContain('no worker');
  });

  test('whom a debugger holds is left to who debugs', () => {
    const finding = findingOf('fpm-hung', (host) => {
      hung(host);
      stop(host, 't', 'worker');
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('debugger');
  });

  test.each<[string, (host: Draft) => void]>([
    ['its workers wait for requests', () => undefined],
    ['the site answers all the same', (host) => stop(host, 'T', 'master')],
    ['the site is slow and its workers are busy', slow('R')],
    ['its workers wait for something else, as slow requests do', slow('S')],
    [
      'one worker of several can move',
      (host) => {
        hung(host);
        const worker = host.processes.find(({ title }) => title === WORKER)!;
        host.processes.push({ ...worker, pid: 899, activity: 'S' });
      },
    ],
    [
      'the workers of another pool are stopped',
      (host) => {
        addPool(host, 'spare', '/run/php/spare.sock');
        stop(host, 'S');
        const worker = host.processes.find(({ title }) => title === WORKER)!;
        host.processes.push({ ...worker, pid: 899, title: 'php-fpm: pool spare', activity: 'T' });
        answer(host, 504);
      },
    ],
    [
      'it is another PHP-FPM that is stopped, which no site uses',
      (host) => {
        addFpm(host, '8.1', 900);
        for (const process of host.processes) if (process.unit === 'php8.1-fpm.service') process.activity = 'T';
        answer(host, 504);
      },
    ],
    ['it is down', stopFpm],
    [
      'the record does not tell what its processes do',
      (host) => {
        hung(host);
        stop(host, '');
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-hung', change)).toEqual([]);
  });
});
