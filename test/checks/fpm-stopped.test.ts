import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  addFpm,
  addPool,
  addSite,
  connectFailed,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  stopFpm,
  UNIT,
  unitOf,
  write,
} from './host.ts';

describe('fpm-stopped', () => {
  test('a stopped PHP-FPM that a site needs is started by its unit', () => {
    expect(found(hostFacts(stopFpm))).toEqual([`fpm-stopped:${UNIT}`]);
    const finding = findingOf('fpm-stopped', stopFpm);
    expect(finding.remedy).toMatchObject({ step: 'service', with: { unit: UNIT, state: 'started' } });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.severity).toBe('critical');
  });

  test('a unit of an init script stands as started once its PHP-FPM is gone, and is restarted', () => {
    const hollow = (host: Draft) => {
      stopFpm(host);
      Object.assign(unitOf(host, UNIT), { active: 'active', sub: 'exited', mainPid: null });
    };
    expect(found(hostFacts(hollow))).toEqual([`fpm-stopped:${UNIT}`]);
    expect(findingOf('fpm-stopped', hollow).remedy?.with).toEqual({ unit: UNIT, state: 'restarted' });
  });

  test('a script that no unit runs is named, as somebody has to run it', () => {
    const byScript = (host: Draft) => {
      stopFpm(host);
      host.units = host.units.filter(({ name }) => name !== UNIT);
      Object.assign(host.fpm[0]!, { unit: null, script: '/etc/init.d/php-fpm-82' });
    };
    const finding = findingOf('fpm-stopped', byScript);
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('/etc/init.d/php-fpm-82');
  });

  test('of several versions, the one whose pool the site names is started', () => {
    const facts = hostFacts((host) => {
      addFpm(host, '8.1', 900);
      addSite(host, 'old.example', 'unix:/run/php/php8.1-fpm.sock', 502);
      stopFpm(host, 'php8.1-fpm.service');
    });
    expect(found(facts)).toEqual(['fpm-stopped:php8.1-fpm.service']);
  });

  test('after a kill it is a symptom of the dead socket', () => {
    expect(found(hostFacts(killFpm))).toEqual([`stale-socket:${SOCKET}`, `fpm-stopped:${UNIT}`]);
    expect(findingOf('fpm-stopped', killFpm).because).toEqual([`stale-socket:${SOCKET}`]);
  });

  test('a disabled unit counts as well', () => {
    const disabled = (host: Draft) => {
      stopFpm(host);
      unitOf(host, UNIT).enabled = 'disabled';
    };
    expect(findingOf('fpm-stopped', disabled).remedy).not.toBeNull();
  });

  const noNginx = (change: (host: Draft) => void) => ({
    ...hostFacts(change),
    nginx: { state: 'absent', why: 'no nginx' } as const,
  });

  test('on a host without nginx it is missed from elsewhere, where it is to start at boot', () => {
    const facts = noNginx(stopFpm);
    expect(found(facts)).toEqual([`fpm-stopped:${UNIT}`]);
    expect(diagnose(facts).findings[0]?.message).toBe('php8.2-fpm is inactive, and nginx on other hosts may need it');
  });

  test.each<[string, (host: Draft) => void]>([
    ['runs', () => undefined],
    [
      'is stopped and disabled',
      (host) => {
        stopFpm(host);
        unitOf(host, UNIT).enabled = 'disabled';
      },
    ],
  ])('on a host without nginx it is silent where PHP-FPM %s', (_what, change) => {
    expect(found(noNginx(change))).toEqual([]);
  });

  test('a PHP-FPM without a unit has no remedy, and it says so', () => {
    const byHand = (host: Draft) => {
      stopFpm(host);
      host.fpm[0]!.unit = null;
      host.units = host.units.filter(({ name }) => name !== UNIT);
    };
    const finding = findingOf('fpm-stopped', byHand);
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('by hand');
  });

  test('two stopped PHP-FPM that claim one address: neither is chosen, unless only one is enabled', () => {
    const twins = (host: Draft) => {
      addFpm(host, '8.1', 900, SOCKET);
      stopFpm(host);
      stopFpm(host, 'php8.1-fpm.service');
    };
    expect(findingsOf('fpm-stopped', twins).map(({ remedy }) => remedy)).toEqual([null, null]);
    const one = (host: Draft) => {
      twins(host);
      unitOf(host, 'php8.1-fpm.service').enabled = 'disabled';
    };
    expect(findingsOf('fpm-stopped', one).map(({ remedy }) => remedy?.with['unit'])).toEqual([undefined, UNIT]);
  });

  test('a directory at the socket’s path takes the remedy away', () => {
    const occupied = (host: Draft) => {
      failFpm(host);
      pathOf(host, SOCKET).kind = 'directory';
    };
    expect(findingOf('fpm-stopped', occupied)).toMatchObject({
      remedy: null,
      whyNoRemedy: `it would not start before socket-path-occupied:${SOCKET} is cured`,
    });
  });

  test('the only PHP-FPM of a host is started even if the address is wrong too, which is a finding of its own', () => {
    const both = (host: Draft) => {
      stopFpm(host);
      write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/gone.sock'));
    };
    expect(found(hostFacts(both))).toEqual([`fpm-stopped:${UNIT}`, `upstream-mismatch:${SITE_FILE}:5:36`]);
    expect(findingOf('upstream-mismatch', both).remedy).toMatchObject({ with: { to: `unix:${SOCKET}` } });
  });

  test('log lines since it stopped are evidence, once with their number; older ones are not', () => {
    const finding = findingOf('fpm-stopped', (host) => {
      stopFpm(host);
      const at = [NOW - 4000, NOW - 30, NOW - 20, NOW - 10];
      host.logLines = at.map((time) => connectFailed(2, `unix:${SOCKET}`, time));
      host.logLines.push(connectFailed(2, 'unix:/run/php/other.sock', NOW - 5));
    });
    const lines = finding.evidence.filter(({ source }) => source.endsWith('error.log'));
    expect(lines.map(({ text }) => text.slice(-2))).toEqual(['×3']);
  });

  test.each<[string, (host: Draft) => void]>([
    ['it runs', () => undefined],
    [
      'it runs, and the log is full of yesterday',
      (host) => {
        host.logLines = Array.from({ length: 50 }, (_, n) => connectFailed(2, `unix:${SOCKET}`, NOW - 4000 - n));
      },
    ],
    [
      'no site uses its pools',
      (host) => {
        addFpm(host, '8.1', 900);
        stopFpm(host, 'php8.1-fpm.service');
      },
    ],
    [
      'only a commented directive names it',
      (host) => {
        addFpm(host, '8.1', 900, '/run/php/commented-out.sock');
        stopFpm(host, 'php8.1-fpm.service');
      },
    ],
    [
      'the unit is masked: somebody’s decision',
      (host) => {
        stopFpm(host);
        Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked' });
      },
    ],
    [
      'it runs outside of its unit',
      (host) => {
        Object.assign(unitOf(host, UNIT), { active: 'inactive', sub: 'dead', mainPid: null });
      },
    ],
    [
      'another program listens at its address',
      (host) => {
        stopFpm(host);
        Object.assign(pathOf(host, SOCKET), { kind: 'socket', nginxMayConnect: true });
        host.unixListeners.push({ path: SOCKET, pid: 4242, process: 'mock-fcgi', inode: 4711, queued: 0, backlog: 5 });
      },
    ],
    ['another pool of the same master is unused', (host) => addPool(host, 'spare', '/run/php/spare.sock')],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('fpm-stopped', change)).toEqual([]);
  });

  test('a masked PHP-FPM has a finding of its own', () => {
    const masked = (host: Draft) => {
      stopFpm(host);
      Object.assign(unitOf(host, UNIT), { load: 'masked', enabled: 'masked' });
    };
    expect(found(hostFacts(masked))).toEqual([`fpm-masked:${UNIT}`]);
  });

  test('a second pool of the stopped master is found by its site', () => {
    const facts = hostFacts((host) => {
      write(host, POOL_FILE, poolText('www', { listen: '127.0.0.1:9000' }));
      addSite(host, 'tcp.example', '127.0.0.1:9000', 502);
      stopFpm(host);
    });
    expect(found(facts)[0]).toBe(`fpm-stopped:${UNIT}`);
  });
});
