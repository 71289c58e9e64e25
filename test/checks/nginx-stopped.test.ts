import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, found, hostFacts, SITE, stopNginx, unitOf } from './host.ts';

describe('nginx-stopped', () => {
  test('a stopped nginx with sites is started by its unit', () => {
    expect(found(hostFacts(stopNginx))).toEqual(['nginx-stopped:nginx.service']);
    const finding = findingOf('nginx-stopped', stopNginx);
    expect(finding.remedy).toMatchObject({ step: 'service', with: { unit: 'nginx.service', state: 'started' } });
    expect(finding.sites).toEqual([SITE]);
  });

  test('one that was disabled as well is started only where somebody approves', () => {
    const level = (enabled: string) =>
      findingOf('nginx-stopped', (host) => {
        stopNginx(host);
        Object.assign(unitOf(host, 'nginx.service'), {
          enabled,
          wantedBy: enabled === 'enabled' ? ['multi-user.target'] : [],
        });
      }).remedy?.level;
    expect([level('enabled'), level('disabled')]).toEqual(['guarded', 'approve']);
  });

  test.each<[string, string, (host: Draft) => void]>([
    [
      'masked',
      'its unit is masked',
      (host) => void Object.assign(unitOf(host, 'nginx.service'), { enabled: 'masked' }),
    ],
    [
      'by hand',
      'no unit runs it',
      (host) => void (host.units = host.units.filter(({ name }) => name !== 'nginx.service')),
    ],
    [
      'port 80 is held by apache2',
      'another program has its port',
      (host) =>
        void host.tcpListeners.push({ host: '::', port: 80, pid: 77, process: 'apache2', queued: 0, backlog: 511 }),
    ],
    [
      'must pass first',
      'its configuration is refused',
      (host) => void (host.nginx.test = { passed: false, output: 'x' }),
    ],
  ])('has no remedy (%s) when %s', (word, _, change) => {
    const finding = findingOf('nginx-stopped', (host) => {
      stopNginx(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(word);
  });

  test.each<[string, (host: Draft) => void]>([
    ['it runs', () => undefined],
    [
      'it runs outside of its unit',
      (host) => void Object.assign(unitOf(host, 'nginx.service'), { active: 'inactive', sub: 'dead' }),
    ],
    [
      'it is installed for nothing: disabled and without sites',
      (host) => {
        stopNginx(host);
        unitOf(host, 'nginx.service').enabled = 'disabled';
        host.nginx.files.pop();
        host.siteStatuses = [];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('nginx-stopped', change)).toEqual([]);
  });
});
