import { describe, expect, test } from 'vitest';
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

const TMP = '/tmp/php.sock';

/** Both sides name a socket in /tmp, on which the pool listens, and the sites are broken. */
const inTmp = (host: Draft): void => {
  write(host, POOL_FILE, poolText('www', { listen: TMP }));
  write(host, SITE_FILE, siteText('shop.example', `unix:${TMP}`));
  host.unixListeners[0]!.path = TMP;
  host.paths = [{ ...socketAt(TMP), folders: socketAt(TMP).folders.slice(0, 1) }];
  answer(host, 502);
};
const fpmApart = (host: Draft): void => {
  inTmp(host);
  remove(host.paths[0]!);
  unitOf(host, UNIT).privateTmp = true;
};
const nginxApart = (host: Draft): void => {
  inTmp(host);
  unitOf(host, 'nginx.service').privateTmp = true;
};

describe('private-tmp', () => {
  test('the socket is moved to where the packages have theirs, on both sides, once that is approved', () => {
    expect(found(hostFacts(fpmApart))).toEqual([`private-tmp:${TMP}`]);
    const finding = findingOf('private-tmp', (host) => {
      fpmApart(host);
      host.logLines.push(connectFailed(2, `unix:${TMP}`, NOW - 3));
    });
    expect(finding.message).toBe(
      `pool www listens on ${TMP}, but php8.2-fpm has a /tmp apart from all others (PrivateTmp), so nginx does not see the socket`,
    );
    expect(finding.remedy).toMatchObject({
      step: 'move_socket',
      level: 'approve',
      with: {
        file: POOL_FILE,
        section: 'www',
        path: '/run/php/www.sock',
        words: [
          { file: '/etc/nginx/sites-available/shop', line: 5, from: `unix:${TMP}`, to: 'unix:/run/php/www.sock' },
        ],
        unit: UNIT,
      },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.some(({ text }) => text.includes('(2:'))).toBe(true);
  });

  test('it may be nginx that has the other /tmp, or both', () => {
    expect(findingOf('private-tmp', nginxApart).message).toContain('but nginx has a /tmp apart');
    const both = (host: Draft): void => {
      fpmApart(host);
      unitOf(host, 'nginx.service').privateTmp = true;
    };
    expect(findingOf('private-tmp', both).message).toContain('php8.2-fpm and nginx have a /tmp apart');
  });

  test('every site that asks there follows', () => {
    const finding = findingOf('private-tmp', (host) => {
      fpmApart(host);
      addSite(host, 'blog.example', `unix:${TMP}`, 502);
    });
    expect(finding.remedy?.with['words']).toHaveLength(2);
    expect(finding.sites).toHaveLength(2);
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['no package has a folder for it', (host) => void (host.packaging.folders = []), 'no package of this host'],
    ['the new path is taken', (host) => addPool(host, 'old', '/run/php/www.sock'), "somebody else's already"],
    [
      'nginx makes the address of a variable',
      (host) => {
        const text = siteText('shop.example', 'unix:$dir/php.sock').replace(
          'listen 80;',
          'listen 80;\n  set $dir /tmp;',
        );
        write(host, SITE_FILE, text);
      },
      'made of a variable',
    ],
    ['systemd does not run the pool', (host) => void (host.fpm[0]!.unit = null), 'no systemd unit runs'],
  ])('nothing is moved where %s', (_, change, why) => {
    const findings = findingsOf('private-tmp', (host) => {
      nginxApart(host);
      change(host);
    });
    expect(findings).toMatchObject([{ remedy: null, whyNoRemedy: expect.stringContaining(why) as string }]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the socket is below /run', () => undefined],
    [
      'a unit has a /tmp of its own and the socket is below /run',
      (host) => {
        unitOf(host, UNIT).privateTmp = true;
        answer(host, 502);
      },
    ],
    ['no unit has a /tmp of its own', inTmp],
    [
      'the sites answer, as both units share one',
      (host) => {
        nginxApart(host);
        answer(host, 200);
      },
    ],
    [
      'PHP-FPM is stopped',
      (host) => {
        fpmApart(host);
        stopFpm(host);
      },
    ],
    [
      'another program listens there',
      (host) => {
        nginxApart(host);
        host.unixListeners[0]!.pid = 950;
      },
    ],
    [
      'no site asks for the pool',
      (host) => {
        fpmApart(host);
        write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('private-tmp', change)).toEqual([]);
  });
});
