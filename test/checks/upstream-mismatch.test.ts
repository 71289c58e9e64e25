import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/checks/diagnose.ts';
import {
  addFpm,
  addPool,
  addSite,
  answer,
  connectFailed,
  type Draft,
  file,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  pathOf,
  POOL_FILE,
  poolText,
  remove,
  runsScript,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  socketAt,
  stopFpm,
  UNIT,
  write,
} from './host.ts';

const GONE = 'unix:/run/php/php7.4-fpm.sock';

const asksAt = (pass: string) => (host: Draft) => {
  write(host, SITE_FILE, siteText('shop.example', pass));
  answer(host, 502);
};

const onTcp = (listen: string) => (host: Draft) => {
  write(host, POOL_FILE, poolText('www', { listen }));
  host.unixListeners = [];
  remove(pathOf(host, SOCKET));
  const host_ = listen.replace(/:?\d+$/, '').replace(/^\[|\]$/g, '');
  host.tcpListeners.push({
    host: host_ || '0.0.0.0',
    port: 9000,
    pid: 800,
    process: 'php-fpm8.2',
    queued: 0,
    backlog: 511,
  });
  answer(host, 502);
};

describe('upstream-mismatch', () => {
  test('an address that a map gives to some requests is not led elsewhere, though others are served', () => {
    const finding = findingOf('upstream-mismatch', (host) => {
      const map = `map $host $php { default unix:${SOCKET}; .old.example ${GONE}; }`;
      write(host, SITE_FILE, `${map}\n${siteText('shop.example', '$php')}`);
    });
    expect(finding).toMatchObject({
      severity: 'critical',
      subject: `${SITE_FILE}:1:70`,
      remedy: null,
      whyNoRemedy: 'a map gives several addresses here, and which of them is meant to go where is not told',
    });
  });

  test('the link that a running PHP-FPM’s own unit names is no service that is down', () => {
    const finding = findingOf('upstream-mismatch', (host) => {
      asksAt('unix:/run/php/php-fpm.sock')(host);
      runsScript(host);
      const text = 'ExecStartPost=-/usr/lib/php/php-fpm-socket-helper install /run/php/php-fpm.sock';
      const units = [UNIT];
      host.ownerSearch.mentions.push({ file: `/lib/systemd/system/${UNIT}`, line: 11, text, units });
    });
    expect(finding.remedy).toMatchObject({ level: 'guarded' });
  });

  test('a host without any PHP-FPM has nothing that could be meant', () => {
    const facts = hostFacts((host) => {
      asksAt(GONE)(host);
      host.unixListeners = [];
    });
    const { findings } = diagnose({ ...facts, fpm: { state: 'absent', why: 'no PHP-FPM' } });
    expect(findings).toMatchObject([
      { cause: 'upstream-mismatch', remedy: null, whyNoRemedy: 'no PHP-FPM is known on this host', sites: [SITE] },
    ]);
  });

  test('the address is realigned to the one pool that listens, in the real file, at its span', () => {
    expect(found(hostFacts(asksAt(GONE)))).toEqual([`upstream-mismatch:${SITE_FILE}:5:36`]);
    const finding = findingOf('upstream-mismatch', (host) => {
      asksAt(GONE)(host);
      host.logLines.push(connectFailed(2, GONE, NOW - 3), connectFailed(2, 'unix:/run/other.sock', NOW - 3));
    });
    const text = siteText('shop.example', GONE);
    const start = text.indexOf(GONE);
    expect(finding.remedy).toMatchObject({
      step: 'realign_fastcgi_pass',
      with: {
        file: '/etc/nginx/sites-available/shop',
        line: 5,
        from: GONE,
        to: `unix:${SOCKET}`,
        start,
        end: start + GONE.length,
      },
    });
    expect(finding.sites).toEqual([SITE]);
    expect(finding.evidence.filter(({ source }) => source.endsWith('error.log'))).toHaveLength(1);
  });

  test.each([
    ['127.0.0.1:9000', '127.0.0.1:9000'],
    ['9000', '127.0.0.1:9000'],
    ['[::1]:9000', '[::1]:9000'],
  ])('a pool that listens on %s is reached as %s', (listen, to) => {
    expect(findingOf('upstream-mismatch', onTcp(listen)).remedy?.with['to']).toBe(to);
  });

  test('two pools that can be meant are both named, and nothing is proposed', () => {
    const two = (host: Draft) => {
      addPool(host, 'blog', '/run/php/blog.sock');
      asksAt(GONE)(host);
    };
    const finding = findingOf('upstream-mismatch', two);
    expect(finding.remedy).toBeNull();
    expect(finding.whyNoRemedy).toContain('www@');
    expect(finding.whyNoRemedy).toContain('blog@');
  });

  test('the only pool serves another app: a person has to approve that it serves one more', () => {
    const taken = (host: Draft) => {
      asksAt(GONE)(host);
      addSite(host, 'blog.example', `unix:${SOCKET}`);
    };
    const finding = findingOf('upstream-mismatch', taken);
    expect(finding.remedy).toMatchObject({ level: 'approve', with: { to: `unix:${SOCKET}` } });
    expect(finding.remedy?.premises).toContain(
      'pool www@/etc/php/8.2/fpm/php-fpm.conf is the only one of this host, and serves blog.example:80',
    );
  });

  test('of two pools, the one that serves another site is not a candidate', () => {
    const shop = (host: Draft) => {
      asksAt(GONE)(host);
      addPool(host, 'blog', '/run/php/blog.sock');
      addSite(host, 'blog.example', 'unix:/run/php/blog.sock');
    };
    expect(findingOf('upstream-mismatch', shop).remedy?.with['to']).toBe(`unix:${SOCKET}`);
  });

  test('a pool that another location of a nameless site uses is that site’s own', () => {
    const half = (host: Draft) => {
      const location = `location /api { fastcgi_pass unix:${SOCKET}; }`;
      write(host, SITE_FILE, siteText('_', GONE).replace('location ~', `${location} location ~`));
      host.siteStatuses[0]!.site = 'default:80';
    };
    expect(findingOf('upstream-mismatch', half).remedy?.with['to']).toBe(`unix:${SOCKET}`);
  });

  test('two blocks of one name are one app', () => {
    const tls = (host: Draft) => {
      const good = siteText('shop.example', `unix:${SOCKET}`).replace('listen 80', 'listen 443 ssl');
      write(host, SITE_FILE, good + siteText('shop.example', GONE));
      answer(host, 502);
    };
    expect(findingOf('upstream-mismatch', tls).remedy?.with['to']).toBe(`unix:${SOCKET}`);
  });

  test('one wrong snippet of two sites is one finding and one edit', () => {
    const snippet = (host: Draft) => {
      const include = 'include /etc/nginx/php.conf;';
      host.nginx.files.push(file('/etc/nginx/php.conf', `fastcgi_pass ${GONE};\n`));
      const site = (name: string) => siteText(name, GONE).replace(`fastcgi_pass ${GONE};`, include);
      write(host, SITE_FILE, site('shop.example') + site('blog.example'));
      host.siteStatuses.push({ ...host.siteStatuses[0]!, site: 'blog.example:80' });
      answer(host, 502);
    };
    const finding = findingOf('upstream-mismatch', snippet);
    expect(finding.sites).toEqual([SITE, 'blog.example:80']);
    expect(finding.remedy).toMatchObject({ with: { file: '/etc/nginx/php.conf', line: 1 } });
  });

  test('the only pool is where to lead it, though its socket has a fault of its own', () => {
    const closed = (host: Draft) => {
      asksAt(GONE)(host);
      pathOf(host, SOCKET).nginxMayConnect = false;
    };
    expect(findingOf('upstream-mismatch', closed).remedy).toMatchObject({ with: { to: `unix:${SOCKET}` } });
  });

  test('of several pools one that nginx may not enter is no place to lead it', () => {
    const closed = (host: Draft) => {
      asksAt(GONE)(host);
      addPool(host, 'blog', '/run/php/blog.sock');
      addSite(host, 'blog.example', 'unix:/run/php/blog.sock');
      pathOf(host, SOCKET).nginxMayConnect = false;
    };
    expect(findingOf('upstream-mismatch', closed).whyNoRemedy).toMatch(/nginx may not connect to its socket$/);
  });

  test('one dead server of an upstream whose others answer is a warning without a remedy', () => {
    const upstream = (host: Draft) => {
      write(
        host,
        SITE_FILE,
        `upstream php { server unix:${SOCKET}; server ${GONE}; }\n${siteText('shop.example', 'php')}`,
      );
    };
    expect(findingOf('upstream-mismatch', upstream)).toMatchObject({ severity: 'warning', remedy: null });
  });

  test.each<[string, (host: Draft) => void]>([
    ['both sides agree', () => undefined],
    [
      'the wrong address is a comment',
      (host) => write(host, SITE_FILE, `# fastcgi_pass ${GONE};\n${siteText('shop.example', `unix:${SOCKET}`)}`),
    ],
    ['the pool exists and its PHP-FPM is stopped', stopFpm],
    [
      'another program answers at the address',
      (host) => {
        write(host, SITE_FILE, siteText('shop.example', 'unix:/run/app.sock'));
        host.paths.push(socketAt('/run/app.sock'));
        host.unixListeners.push({
          path: '/run/app.sock',
          pid: 4242,
          process: 'hhvm',
          inode: null,
          queued: 0,
          backlog: 5,
        });
      },
    ],
    ['the address is another machine’s', asksAt('192.0.2.10:9000')],
    [
      'the folder is only spelled differently',
      (host) => {
        write(host, SITE_FILE, siteText('shop.example', `unix:/var${SOCKET}`));
        host.paths.push({ ...pathOf(host, SOCKET), path: `/var${SOCKET}` });
      },
    ],
    [
      'it is a pool that no site uses',
      (host) => {
        addPool(host, 'spare', '/run/php/spare.sock');
      },
    ],
    [
      'the file has changed, and the running PHP-FPM still listens at the old address',
      (host) => {
        write(host, POOL_FILE, poolText('www', { listen: '/run/php/new.sock' }), NOW - 60);
        host.paths.push({ ...socketAt('/run/php/new.sock'), kind: 'missing' });
      },
    ],
    [
      'the configuration of the PHP-FPM that was meant is invalid, so that its pools cannot be read',
      (host) => {
        asksAt('unix:/run/php/php8.1-fpm.sock')(host);
        addFpm(host, '8.1', 900, '/run/php/odd.sock');
        stopFpm(host, 'php8.1-fpm.service');
        host.fpm[1]!.test = { passed: false, output: 'ERROR: no pool defined' };
      },
    ],
    [
      'only old log lines speak of it',
      (host) => {
        host.logLines = [connectFailed(2, GONE, NOW - 60)];
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('upstream-mismatch', change)).toEqual([]);
  });
});
