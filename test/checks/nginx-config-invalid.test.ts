import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  pathOf,
  POOL_FILE,
  poolText,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopNginx,
  unitOf,
  write,
  stopFpm,
} from './host.ts';

const OUTPUT = `nginx: [emerg] unknown directive "server_nmae" in ${SITE_FILE}:2
nginx: configuration file /etc/nginx/nginx.conf test failed`;

const refused = (host: Draft): void => void (host.nginx.test = { passed: false, output: OUTPUT });

describe('nginx-config-invalid', () => {
  test('its own words come first with file and line; that nginx does not run is a symptom', () => {
    const stopped = (host: Draft) => {
      refused(host);
      stopNginx(host);
    };
    expect(found(hostFacts(stopped))).toEqual([
      'nginx-config-invalid:/etc/nginx/nginx.conf',
      'nginx-stopped:nginx.service',
    ]);
    const finding = findingOf('nginx-config-invalid', stopped);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.message).toContain(`unknown directive "server_nmae" (${SITE_FILE}:2)`);
    expect(finding.evidence[0]).toMatchObject({ source: SITE_FILE, line: 2 });
    expect(findingOf('nginx-stopped', stopped).remedy).toBeNull();
  });

  test('while nginx runs on and its sites answer, it is a warning', () => {
    expect(findingOf('nginx-config-invalid', refused)).toMatchObject({ severity: 'warning', sites: [] });
  });

  test('it takes away every remedy that would edit or reload nginx, and comes before what it blocks', () => {
    const mismatch = (host: Draft) => {
      refused(host);
      write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/gone.sock'));
      answer(host, 502);
    };
    expect(found(hostFacts(mismatch))[0]).toBe('nginx-config-invalid:/etc/nginx/nginx.conf');
    const finding = findingOf('upstream-mismatch', mismatch);
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('nginx -t must pass first');
  });

  test('it withholds an edit of PHP-FPM’s files too, and lets a stopped PHP-FPM be started', () => {
    const denied = (host: Draft) => {
      refused(host);
      write(host, POOL_FILE, poolText('www', { 'listen.owner': 'root', 'listen.group': 'root' }));
      Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', nginxMayConnect: false });
      answer(host, 502);
    };
    expect(findingOf('socket-denied', denied)).toMatchObject({
      remedy: null,
      whyNoRemedy: expect.stringContaining('nginx -t must pass first') as string,
    });
    const stopped = (host: Draft) => {
      refused(host);
      stopFpm(host);
    };
    expect(findingOf('fpm-stopped', stopped).remedy).toMatchObject({ step: 'service', with: { state: 'started' } });
  });

  test('a test that only root may make is skipped', () => {
    const facts = hostFacts((host) => {
      host.nginx.test = {
        passed: false,
        noVerdict: 'needs root',
        output: 'nginx: [emerg] open() "/run/nginx.pid" failed (13: Permission denied)',
      };
    });
    expect(diagnose(facts)).toMatchObject({ findings: [], skipped: [{ cause: 'nginx-config-invalid' }] });
  });

  test.each<[string, (host: Draft) => void]>([
    ['the test passes', () => undefined],
    [
      'the test passes with a warning',
      (host) =>
        void (host.nginx.test = {
          passed: true,
          output: 'nginx: [warn] conflicting server name "x" on 0.0.0.0:80, ignored',
        }),
    ],
    [
      'nginx is masked and does not run',
      (host) => {
        refused(host);
        stopNginx(host);
        Object.assign(unitOf(host, 'nginx.service'), { load: 'masked', enabled: 'masked' });
      },
    ],
    ['nginx is stopped for another reason', stopNginx],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('nginx-config-invalid', change)).toEqual([]);
  });
});
