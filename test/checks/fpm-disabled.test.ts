import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  addFpm,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  SOCKET,
  stopFpm,
  UNIT,
  unitOf,
} from './host.ts';

const disable = (host: Draft, unit = UNIT): void =>
  void Object.assign(unitOf(host, unit), { enabled: 'disabled', wantedBy: [] });

describe('fpm-disabled', () => {
  test('a PHP-FPM that runs, and that no boot would start, is a warning with a cure', () => {
    expect(found(hostFacts(disable))).toEqual([`fpm-disabled:${UNIT}`]);
    expect(findingOf('fpm-disabled', disable)).toMatchObject({
      severity: 'warning',
      sites: [SITE],
      remedy: { step: 'service', level: 'guarded', with: { unit: UNIT, state: 'enabled' } },
    });
  });

  test('after a boot it is the second finding: that PHP-FPM is down is why the site fails', () => {
    const booted = (host: Draft): void => {
      disable(host);
      stopFpm(host);
    };
    expect(found(hostFacts(booted))).toEqual([`fpm-stopped:${UNIT}`, `fpm-disabled:${UNIT}`]);
  });

  test('a record that does not tell who brings it up is skipped, never taken for healthy', () => {
    const facts = hostFacts((host) => {
      disable(host);
      unitOf(host, UNIT).wantedBy = null;
    });
    expect(diagnose(facts)).toMatchObject({ findings: [], skipped: [{ cause: 'fpm-disabled' }] });
  });

  test.each<[string, (host: Draft) => void]>([
    ['it is enabled', () => undefined],
    ['it is static', (host) => void (unitOf(host, UNIT).enabled = 'static')],
    [
      'it is masked, which has a finding of its own',
      (host) => void Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked' }),
    ],
    [
      'nginx brings it up, as Red Hat’s has it',
      (host) => void Object.assign(unitOf(host, UNIT), { enabled: 'disabled', wantedBy: ['nginx.service'] }),
    ],
    [
      'nginx isn’t enabled either: somebody else brings both up',
      (host) => {
        disable(host);
        disable(host, 'nginx.service');
      },
    ],
    [
      'no site uses it',
      (host) => {
        addFpm(host, '8.1', 900);
        disable(host, 'php8.1-fpm.service');
      },
    ],
    [
      'an enabled version has the same address',
      (host) => {
        addFpm(host, '8.1', 900, SOCKET);
        disable(host, 'php8.1-fpm.service');
      },
    ],
    ['no unit runs it', (host) => (disable(host), void (host.fpm[0]!.unit = null))],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-disabled', change)).toEqual([]);
  });
});
