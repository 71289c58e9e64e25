import { describe, expect, test } from 'vitest';
import type { PathState } from '../../src/facts/file.ts';
import {
  addFpm,
  addPool,
  answer,
  type Draft,
  failFpm,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  pathOf,
  SITE,
  SITE_FILE,
  siteText,
  socketAt,
  SOCKET,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

const occupied =
  (kind: PathState['kind'], path = SOCKET) =>
  (host: Draft): void => {
    failFpm(host);
    Object.assign(pathOf(host, path), { kind, owner: 'root', group: 'root', mode: '0755' });
  };

describe('socket-path-occupied', () => {
  test('a directory comes first, is never removed, and that PHP-FPM is down is its symptom', () => {
    const facts = hostFacts(occupied('directory'));
    expect(found(facts)).toEqual([`socket-path-occupied:${SOCKET}`, `fpm-stopped:${UNIT}`]);
    const finding = findingOf('socket-path-occupied', occupied('directory'));
    expect(finding).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
    expect(finding.whyNoRemedy).toContain('never removed');
    expect(findingOf('fpm-stopped', occupied('directory'))).toMatchObject({
      remedy: null,
      because: [`socket-path-occupied:${SOCKET}`],
    });
  });

  test('a plain file would not survive a start, so none is tried', () => {
    expect(findingOf('socket-path-occupied', occupied('file')).whyNoRemedy).toContain('would delete it');
    expect(findingOf('fpm-stopped', occupied('file')).remedy).toBeNull();
  });

  test('it is seen where nginx asks at a wrong address too: a start would delete what stands there', () => {
    const misled = (host: Draft): void => {
      occupied('file')(host);
      write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/php8.1-fpm.sock'));
    };
    expect(findingOf('socket-path-occupied', misled)).toMatchObject({ sites: [SITE] });
    expect(findingOf('fpm-stopped', misled).remedy).toBeNull();
  });

  test('the path of another pool of the same master keeps the site’s pool down as well', () => {
    const other = (host: Draft): void => {
      addPool(host, 'spare', '/run/php/spare.sock');
      occupied('directory', '/run/php/spare.sock')(host);
    };
    expect(found(hostFacts(other))[0]).toBe('socket-path-occupied:/run/php/spare.sock');
    expect(findingOf('socket-path-occupied', other).sites).toEqual([SITE]);
  });

  test('under a PHP-FPM that runs on it is the same, and no restart deletes it', () => {
    const replaced = (host: Draft): void => {
      pathOf(host, SOCKET).kind = 'file';
      answer(host, 502);
    };
    expect(found(hostFacts(replaced))).toEqual([`socket-path-occupied:${SOCKET}`]);
    expect(findingOf('socket-path-occupied', replaced).message).toContain('nobody finds it');
  });

  test.each<[string, (host: Draft) => void]>([
    ['a socket stands there', () => undefined],
    ['nothing stands there', stopFpm],
    [
      'it is the path of a pool that no site uses',
      (host) => {
        addFpm(host, '8.1', 900);
        failFpm(host, 'php8.1-fpm.service');
        pathOf(host, '/run/php/php8.1-fpm.sock').kind = 'directory';
      },
    ],
    [
      'only nginx names the path, by mistake',
      (host) => {
        write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php'));
        host.paths.push({ ...socketAt('/run/php'), kind: 'directory' });
        answer(host, 502);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('socket-path-occupied', change)).toEqual([]);
  });
});
