import { describe, expect, test } from 'vitest';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE, UNIT, unitOf } from './host.ts';

const orphaned =
  (program: 'nginx' | 'php-fpm', state: object = { active: 'failed', sub: 'failed', result: 'exit-code' }) =>
  (host: Draft) => {
    Object.assign(unitOf(host, program === 'nginx' ? 'nginx.service' : UNIT), { mainPid: null, ...state });
    for (const process of host.processes) if (process.program === program) process.unit = null;
  };

describe('orphan-master', () => {
  test('nginx that no unit owns is named with its start and its parent', () => {
    const finding = findingOf('orphan-master', orphaned('nginx'));
    expect(finding).toMatchObject({ subject: 'nginx.service', severity: 'critical', sites: [SITE], remedy: null });
    expect(finding.message).toContain('pid 700');
    expect(finding.whyNoRemedy).toContain('kill -QUIT 700');
  });

  test('it comes before what follows from it', () => {
    const facts = hostFacts((host) => {
      orphaned('nginx')(host);
      host.nginx.files.forEach((file) => Object.assign(file, { changedAt: NOW - 60 }));
      answer(host, 502);
    });
    expect(found(facts)[0]).toBe('orphan-master:nginx.service');
  });

  test('a master that its failed service left behind holds the place of the next', () => {
    const left = (stateChangedAt: number) => (host: Draft) =>
      void Object.assign(unitOf(host, 'nginx.service'), { active: 'failed', sub: 'failed', stateChangedAt });
    expect(findingOf('orphan-master', left(NOW - 5))).toMatchObject({ subject: 'nginx.service', severity: 'critical' });
    expect(findingsOf('orphan-master', left(NOW - 999_999))).toEqual([]);
  });

  test('nginx’s complaint that the port is taken is told', () => {
    const finding = findingOf('orphan-master', (host) => {
      orphaned('nginx')(host);
      host.logLines.push({
        program: 'nginx',
        source: '/var/log/nginx/error.log',
        line: 9,
        at: NOW - 60,
        level: 'emerg',
        pid: 900,
        pool: null,
        message: 'bind() to 0.0.0.0:80 failed (98: Address already in use)',
        errno: 98,
        upstream: null,
        server: null,
        request: null,
      });
    });
    expect(finding.evidence.map(({ text }) => text).join()).toContain('failed (98');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the unit owns its master', () => undefined],
    ['the unit runs', orphaned('nginx', { active: 'active' })],
    [
      'the unit is disabled: somebody starts it by hand',
      orphaned('nginx', { active: 'inactive', enabled: 'disabled' }),
    ],
    ['the unit is masked', orphaned('nginx', { active: 'inactive', load: 'masked', enabled: 'masked' })],
    [
      'no unit is there',
      (host) => {
        orphaned('nginx')(host);
        host.units = host.units.filter(({ name }) => name !== 'nginx.service');
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('orphan-master', change)).toEqual([]);
  });
});
