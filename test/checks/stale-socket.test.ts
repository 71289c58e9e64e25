import { describe, expect, test } from 'vitest';
import {
  addFpm,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  NOW,
  pathOf,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  socketAt,
  stopFpm,
  UNIT,
  unitOf,
  write,
} from './host.ts';

describe('stale-socket', () => {
  test('a dead socket of a killed PHP-FPM comes first, with its inode and the unit that binds it', () => {
    expect(found(hostFacts(killFpm))[0]).toBe(`stale-socket:${SOCKET}`);
    const finding = findingOf('stale-socket', (host) => {
      killFpm(host);
      host.logLines.push(connectFailed(111, `unix:${SOCKET}`, NOW - 3));
    });
    expect(finding.remedy).toMatchObject({
      step: 'remove_stale_socket',
      level: 'auto',
      with: { path: SOCKET, inode: 4711, unit: UNIT },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.some(({ text }) => text.includes('(111'))).toBe(true);
  });

  test('in a folder in which everybody may write it is left to PHP-FPM, which unlinks it as it starts', () => {
    const inTmp = (host: Draft) => {
      killFpm(host);
      pathOf(host, SOCKET).folders.at(-1)!.mode = '1777';
    };
    expect(found(hostFacts(inTmp))).toEqual([`fpm-stopped:${UNIT}`]);
    expect(findingOf('fpm-stopped', inTmp).remedy?.with).toEqual({ unit: UNIT, state: 'started' });
  });

  test('the site may spell the folder by its link', () => {
    const linked = (host: Draft) => {
      killFpm(host);
      write(host, SITE_FILE, siteText('shop.example', `unix:/var${SOCKET}`));
      host.paths.push({ ...pathOf(host, SOCKET), path: `/var${SOCKET}` });
    };
    expect(findingOf('stale-socket', linked).remedy?.with['path']).toBe(SOCKET);
  });

  test.each<[string, string, (host: Draft) => void]>([
    ['masked', 'the unit is masked', (host) => void Object.assign(unitOf(host, UNIT), { enabled: 'masked' })],
    [
      'must pass',
      'its configuration is refused too',
      (host) => void (host.fpm[0]!.test = { passed: false, output: '' }),
    ],
    ['inode', 'its inode is not known', (host) => void (pathOf(host, SOCKET).inode = null)],
  ])('has no remedy (%s) when %s', (word, _, change) => {
    const finding = findingOf('stale-socket', (host) => {
      killFpm(host);
      change(host);
    });
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain(word);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the socket is live', () => undefined],
    ['PHP-FPM was stopped cleanly and took its socket along', stopFpm],
    ['no pool and no site names the dead socket', (host) => void host.paths.push(socketAt('/run/php/nobodys.sock'))],
    [
      'the pool is one that no site uses',
      (host) => {
        addFpm(host, '8.1', 900);
        killFpm(host, 'php8.1-fpm.service');
      },
    ],
    [
      'another program listens on it',
      (host) => {
        killFpm(host);
        host.unixListeners.push({
          path: SOCKET,
          pid: 4242,
          process: 'mock-fcgi',
          inode: 4711,
          queued: null,
          backlog: null,
        });
      },
    ],
    ['what stands there is a directory', (host) => (killFpm(host), void (pathOf(host, SOCKET).kind = 'directory'))],
    [
      'only old log lines speak of it',
      (host) => {
        host.logLines = [connectFailed(111, `unix:${SOCKET}`, NOW - 7200)];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('stale-socket', change)).toEqual([]);
  });
});
