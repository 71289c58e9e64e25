import { describe, expect, test } from 'vitest';
import {
  addFpm,
  answer,
  connectFailed,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  killFpm,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
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

const gone = (host: Draft): void => {
  remove(pathOf(host, SOCKET));
  answer(host, 502);
};

const replaced = (host: Draft): void => {
  pathOf(host, SOCKET).inode = 5000;
  answer(host, 502);
};

describe('socket-gone', () => {
  test.each<[string, (host: Draft) => void, string]>([
    ['was removed', gone, 'its file is gone'],
    ['was replaced by another, on which nobody listens', replaced, 'another, dead socket'],
  ])('a live socket whose file %s is made anew by a restart', (_, change, word) => {
    expect(found(hostFacts(change))).toEqual([`socket-gone:${SOCKET}`]);
    const finding = findingOf('socket-gone', change);
    expect(finding.message).toContain(word);
    expect(finding).toMatchObject({
      severity: 'critical',
      sites: [SITE],
      remedy: { step: 'service', level: 'guarded', with: { unit: UNIT, state: 'restarted' } },
    });
  });

  test('the inode that the kernel tells is quoted beside the file’s own', () => {
    const texts = findingOf('socket-gone', replaced).evidence.map(({ text }) => text);
    expect(texts.some((text) => text.includes('on inode 4711; the file is inode 5000'))).toBe(true);
  });

  test('a pool file that was touched since is not blamed: its address is bound', () => {
    const touched = (host: Draft): void => {
      gone(host);
      write(host, POOL_FILE, poolText('www'), NOW - 60);
    };
    expect(found(hostFacts(touched))).toEqual([`socket-gone:${SOCKET}`]);
  });

  test('nginx’s lines since PHP-FPM’s start are evidence', () => {
    const finding = findingOf('socket-gone', (host) => {
      gone(host);
      host.logLines = [connectFailed(2, `unix:${SOCKET}`, NOW - 5), connectFailed(2, `unix:${SOCKET}`, NOW - 4)];
    });
    expect(finding.evidence.at(-1)?.text).toContain('×2');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the file is there', () => undefined],
    ['the kernel tells no inode', (host) => (replaced(host), void (host.unixListeners[0]!.inode = null))],
    ['PHP-FPM is down', stopFpm],
    ['PHP-FPM was killed and left its socket', killFpm],
    ['the whole folder is gone', (host) => (gone(host), void (pathOf(host, SOCKET).folders[2]!.exists = false))],
    [
      'its pool was given a new address that it has not bound yet',
      (host) => {
        write(host, POOL_FILE, poolText('www', { listen: '/run/php/new.sock' }), NOW - 60);
        write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/new.sock'));
        host.paths.push(socketAt('/run/php/new.sock'));
        remove(pathOf(host, '/run/php/new.sock'));
      },
    ],
    [
      'nginx asks at a path that no pool has',
      (host) => {
        write(host, SITE_FILE, siteText('shop.example', 'unix:/run/php/gone.sock'));
        answer(host, 502);
      },
    ],
    [
      'it is the socket of a pool that no site uses',
      (host) => {
        addFpm(host, '8.1', 900);
        remove(pathOf(host, '/run/php/php8.1-fpm.sock'));
      },
    ],
    [
      'its unit has a /tmp of its own, where the socket is',
      (host) => {
        const path = '/tmp/fpm.sock';
        write(host, POOL_FILE, poolText('www', { listen: path }));
        write(host, SITE_FILE, siteText('shop.example', `unix:${path}`));
        host.paths = [{ ...socketAt(path), kind: 'missing', inode: null }];
        host.unixListeners[0]!.path = path;
        unitOf(host, UNIT).privateTmp = true;
        answer(host, 502);
      },
    ],
    [
      'another program listens on the socket that stands there now',
      (host) => {
        replaced(host);
        host.unixListeners.push({ path: SOCKET, pid: 4242, process: 'hhvm', inode: 5000, queued: 0, backlog: 5 });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('socket-gone', change)).toEqual([]);
  });
});
