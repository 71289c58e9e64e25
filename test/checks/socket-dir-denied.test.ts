import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  addPool,
  addSite,
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  remove,
  SITE,
  SOCKET,
  stopFpm,
} from './host.ts';

const closed = (host: Draft): void => {
  Object.assign(pathOf(host, SOCKET).folders[2]!, { owner: 'root', group: 'root', mode: '0700' });
  pathOf(host, SOCKET).nginxMayConnect = false;
  answer(host, 502);
};

describe('socket-dir-denied', () => {
  test('a folder that its package has open is given back its owner and mode', () => {
    expect(found(hostFacts(closed))).toEqual(['socket-dir-denied:/run/php']);
    const finding = findingOf('socket-dir-denied', (host) => {
      closed(host);
      host.logLines.push(connectFailed(13, `unix:${SOCKET}`, NOW - 3));
    });
    expect(finding.message).toBe(
      "nginx runs as www-data, which may not enter /run/php (root:root 0700) on the way to PHP-FPM's socket",
    );
    expect(finding.remedy).toMatchObject({
      step: 'restore_folder',
      level: 'guarded',
      with: { path: '/run/php', owner: 'www-data', group: 'www-data', mode: '0755' },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.map(({ text }) => text)).toContain('d /run/php 0755 www-data www-data');
    expect(finding.evidence.some(({ text }) => text.includes('(13'))).toBe(true);
  });

  test('one closed folder of two sockets is one finding, for all its sites', () => {
    const finding = findingOf('socket-dir-denied', (host) => {
      addPool(host, 'blog', '/run/php/blog.sock');
      addSite(host, 'blog.example', 'unix:/run/php/blog.sock', 502);
      closed(host);
      Object.assign(pathOf(host, '/run/php/blog.sock'), { nginxMayConnect: false });
      Object.assign(pathOf(host, '/run/php/blog.sock').folders[2]!, { mode: '0700' });
    });
    expect(finding.sites).toEqual(['blog.example:80', SITE]);
  });

  test('a stopped PHP-FPM behind a closed folder is found as well: both must be cured', () => {
    const both = (host: Draft): void => {
      stopFpm(host);
      closed(host);
      pathOf(host, SOCKET).nginxMayConnect = null;
    };
    expect(found(hostFacts(both))).toEqual([`fpm-stopped:php8.2-fpm.service`, 'socket-dir-denied:/run/php']);
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['no package has the folder', (host) => (host.packaging.folders = []), 'no package of this host says'],
    [
      'the package has it closed as well',
      (host) => ((host.packaging.folders[0]!.mode = '0700'), (host.packaging.folders[0]!.owner = 'root')),
      "keeps /run/php closed to nginx's user",
    ],
  ])('nothing is done where %s', (_, change, why) => {
    const finding = findingOf('socket-dir-denied', (host) => {
      closed(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(why);
  });

  test.each<[string, (host: Draft) => void]>([
    ['all folders are open', () => undefined],
    [
      "an access list of the folder's lets nginx through, as the kernel says",
      (host) => {
        closed(host);
        pathOf(host, SOCKET).nginxMayConnect = true;
      },
    ],
    [
      'the folder is closed to others and nginx is in its group',
      (host) => {
        closed(host);
        Object.assign(pathOf(host, SOCKET).folders[2]!, { group: 'www-data', mode: '0710' });
      },
    ],
    [
      'the socket itself keeps nginx out',
      (host) => void Object.assign(pathOf(host, SOCKET), { owner: 'root', group: 'root', nginxMayConnect: false }),
    ],
    [
      'no site uses the pool behind the folder',
      (host) => {
        addPool(host, 'spare', '/run/spare/fpm.sock');
        Object.assign(pathOf(host, '/run/spare/fpm.sock').folders[2]!, { mode: '0700' });
        pathOf(host, '/run/spare/fpm.sock').nginxMayConnect = false;
      },
    ],
    [
      'the folder is missing, which is another cause',
      (host) => {
        stopFpm(host);
        remove(pathOf(host, SOCKET));
        Object.assign(pathOf(host, SOCKET).folders[2]!, { exists: false, owner: '', group: '', mode: '' });
      },
    ],
    [
      'only old log lines speak of it',
      (host) => void host.logLines.push(connectFailed(13, `unix:${SOCKET}`, NOW - 9000)),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('socket-dir-denied', change)).toEqual([]);
  });

  test.each<[string, (host: Draft) => void, string]>([
    [
      'no worker runs',
      (host) => void (host.processes = host.processes.filter(({ pid }) => pid !== 701)),
      'no nginx worker runs that could be asked',
    ],
    [
      'the kernel was not asked',
      (host) => void (pathOf(host, SOCKET).nginxMayConnect = null),
      "whether www-data may connect to /run/php/php8.2-fpm.sock isn't known",
    ],
  ])('is skipped where %s', (_, change, why) => {
    const { skipped } = diagnose(
      hostFacts((host) => {
        closed(host);
        change(host);
      }),
    );
    expect(skipped.find(({ cause }) => cause === 'socket-dir-denied')?.why).toContain(why);
  });
});
