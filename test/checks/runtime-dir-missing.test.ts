import { describe, expect, test } from 'vitest';
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
  POOL_FILE,
  poolText,
  remove,
  SITE_FILE,
  siteText,
  SOCKET,
  socketAt,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

const gone = (host: Draft, path = SOCKET): void => {
  const state = pathOf(host, path);
  remove(state);
  Object.assign(state.folders.at(-1)!, { owner: '', group: '', mode: '', exists: false });
};

const failed = (host: Draft): void => {
  failFpm(host);
  gone(host);
};

const moved = (folder: string) => (host: Draft) => {
  const path = `${folder}/app.sock`;
  write(host, POOL_FILE, poolText('www', { listen: path }));
  write(host, SITE_FILE, siteText('shop.example', `unix:${path}`));
  host.paths = [socketAt(path)];
  failFpm(host);
  gone(host, path);
};

describe('runtime-dir-missing', () => {
  test('the folder comes first, and that PHP-FPM does not run is its symptom', () => {
    expect(found(hostFacts(failed))).toEqual(['runtime-dir-missing:/run/php', `fpm-stopped:${UNIT}`]);
    expect(findingOf('runtime-dir-missing', failed).remedy).toMatchObject({
      step: 'make_runtime_dir',
      level: 'auto',
      with: { path: '/run/php', owner: 'www-data', group: 'www-data', mode: '0755', unit: UNIT, state: 'started' },
    });
    expect(findingOf('fpm-stopped', failed)).toMatchObject({ remedy: null, because: ['runtime-dir-missing:/run/php'] });
  });

  test('PHP-FPM’s own words about the path are evidence', () => {
    const finding = findingOf('runtime-dir-missing', (host) => {
      failed(host);
      host.logLines.push({
        program: 'php-fpm',
        source: '/var/log/php8.2-fpm.log',
        line: 9,
        at: NOW - 61,
        level: 'ERROR',
        pid: null,
        pool: null,
        message: `unable to bind listening socket for address '${SOCKET}': No such file or directory (2)`,
        errno: 2,
        upstream: null,
        server: null,
        request: null,
      });
    });
    expect(finding.evidence.at(-1)?.line).toBe(9);
  });

  test('a running PHP-FPM whose folder was removed is restarted', () => {
    const cut = (host: Draft) => {
      gone(host);
      host.siteStatuses[0]!.status = 502;
    };
    expect(found(hostFacts(cut))).toEqual(['runtime-dir-missing:/run/php']);
    expect(findingOf('runtime-dir-missing', cut).remedy?.with['state']).toBe('restarted');
  });

  test('a folder outside of /run is not made anew', () => {
    expect(findingOf('runtime-dir-missing', moved('/srv/app')).remedy).toBeNull();
  });

  test('a folder that no package knows is root’s', () => {
    expect(findingOf('runtime-dir-missing', moved('/run/app')).remedy?.with).toMatchObject({
      owner: 'root',
      group: 'root',
    });
  });

  test.each<[string, (host: Draft) => void]>([
    ['the folder is there', () => undefined],
    ['PHP-FPM is stopped and the folder is there', stopFpm],
    [
      'it is the folder of a pool that no site uses',
      (host) => {
        addFpm(host, '8.1', 900, '/run/php81/fpm.sock');
        failFpm(host, 'php8.1-fpm.service');
        gone(host, '/run/php81/fpm.sock');
      },
    ],
    [
      'systemd took the folder away with the unit, as RuntimeDirectory= has it',
      (host) => {
        moved('/run/php8.2-fpm')(host);
        Object.assign(host.units[1]!, { active: 'inactive', result: 'success' });
      },
    ],
    [
      'such a folder is gone because a refused configuration kept the unit from starting',
      (host) => {
        moved('/run/php8.2-fpm')(host);
        host.fpm[0]!.test = { passed: false, output: 'ERROR: x' };
      },
    ],
    [
      'a site’s wrong address names a folder that never was',
      (host) => {
        write(host, SITE_FILE, siteText('shop.example', 'unix:/run/nowhere/x.sock'));
        host.paths.push({ ...socketAt('/run/nowhere/x.sock') });
        gone(host, '/run/nowhere/x.sock');
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('runtime-dir-missing', change)).toEqual([]);
  });
});
