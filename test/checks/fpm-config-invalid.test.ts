import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  addFpm,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  POOL_FILE,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

const OUTPUT = `[02-Feb-2026 02:40:00] ERROR: [${POOL_FILE}:45] unknown entry 'pm.max_childs'
[02-Feb-2026 02:40:00] ERROR: Unable to include ${POOL_FILE} from /etc/php/8.2/fpm/php-fpm.conf at line 145
[02-Feb-2026 02:40:00] ERROR: failed to load configuration file '/etc/php/8.2/fpm/php-fpm.conf'
[02-Feb-2026 02:40:00] ERROR: FPM initialization failed`;

const refused = (host: Draft): void => void (host.fpm[0]!.test = { passed: false, output: OUTPUT });

describe('fpm-config-invalid', () => {
  test('its own words come first with file and line; that it does not run is a symptom', () => {
    const failed = (host: Draft) => {
      failFpm(host);
      refused(host);
    };
    expect(found(hostFacts(failed))).toEqual([`fpm-config-invalid:${UNIT}`, `fpm-stopped:${UNIT}`]);
    const finding = findingOf('fpm-config-invalid', failed);
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.message).toBe(
      `php8.2-fpm refuses its configuration, so it can not start: unknown entry 'pm.max_childs' (${POOL_FILE}:45)`,
    );
    expect(finding.evidence[0]).toEqual({
      source: POOL_FILE,
      line: 45,
      text: "unknown entry 'pm.max_childs'",
      at: null,
    });
    expect(findingOf('fpm-stopped', failed)).toMatchObject({ remedy: null, because: [`fpm-config-invalid:${UNIT}`] });
  });

  test('on a host without nginx, a PHP-FPM that is to start at boot is refused all the same', () => {
    const facts = hostFacts((host) => {
      failFpm(host);
      refused(host);
    });
    expect(found({ ...facts, nginx: { state: 'absent', why: 'no nginx' } })[0]).toBe(`fpm-config-invalid:${UNIT}`);
  });

  test('what PHP-FPM was started with by hand, its own test is not: relative includes leave it undecided', () => {
    const byHand = (include: string) =>
      hostFacts((host) => {
        refused(host);
        host.fpm[0]!.unit = null;
        host.fpm[0]!.files[0]!.text = `[global]\ninclude = ${include}\n`;
      });
    const { findings, skipped } = diagnose(byHand('pool.d/*.conf'));
    expect(findings).toEqual([]);
    expect(skipped.find(({ cause }) => cause === 'fpm-config-invalid')?.why).toContain('--prefix');
    expect(found(byHand('/etc/php/8.2/fpm/pool.d/*.conf'))).toEqual([
      'fpm-config-invalid:/etc/php/8.2/fpm/php-fpm.conf',
    ]);
  });

  test('while PHP-FPM runs on with what it read before, it is a warning that hurts no site yet', () => {
    expect(findingOf('fpm-config-invalid', refused)).toMatchObject({ severity: 'warning', sites: [] });
  });

  test('a pool that can no longer be read is found by the version in the site’s address', () => {
    const facts = hostFacts((host) => {
      addFpm(host, '8.1', 900, '/run/php/odd.sock');
      stopFpm(host, 'php8.1-fpm.service');
      host.fpm[1]!.test = {
        passed: false,
        output: 'ERROR: No pool defined. at least one pool section must be specified',
      };
      write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/php8.1-fpm.sock'));
      host.siteStatuses[0]!.status = 502;
    });
    expect(found(facts)).toEqual(['fpm-config-invalid:php8.1-fpm.service']);
  });

  test('without a pool, a file of one that was set aside is its own', () => {
    const facts = hostFacts((host) => {
      failFpm(host);
      host.fpm[0]!.files = host.fpm[0]!.files.filter(({ path }) => path !== POOL_FILE);
      host.fpm[0]!.test = {
        passed: false,
        output: 'ERROR: No pool defined. at least one pool section must be specified in config file',
      };
      const aside = { file: `${POOL_FILE}.bak`, line: 1, pool: 'www', listen: SOCKET, user: 'www-data' };
      host.ownerSearch = { ...host.ownerSearch, poolFiles: [aside] };
      host.siteStatuses[0]!.status = 502;
    });
    expect(found(facts)[0]).toBe(`fpm-config-invalid:${UNIT}`);
    expect(found(facts)).not.toContain(`upstream-mismatch:${SITE_FILE}:4:38`);
  });

  test('a test that only root may make is skipped', () => {
    const facts = hostFacts((host) => {
      stopFpm(host);
      host.fpm[0]!.test = {
        passed: false,
        noVerdict: 'needs root',
        output: 'ERROR: failed to open error_log (/var/log/x): Permission denied (13)',
      };
    });
    expect(diagnose(facts).skipped.map(({ cause }) => cause)).toEqual(['fpm-config-invalid']);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the test passes', () => undefined],
    [
      'the test passes with a warning',
      (host) => void (host.fpm[0]!.test = { passed: true, output: 'WARNING: Nothing matches the include pattern' }),
    ],
    [
      'it is a stopped PHP-FPM that no site uses',
      (host) => {
        addFpm(host, '8.1', 900);
        stopFpm(host, 'php8.1-fpm.service');
        host.fpm[1]!.test = { passed: false, output: 'ERROR: no pool' };
      },
    ],
    ['it is stopped for another reason', stopFpm],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-config-invalid', change)).toEqual([]);
  });
});
