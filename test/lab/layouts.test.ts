import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// Hosts arranged otherwise than Debian's packages have it: told healthy while they are, and broken, by what broke them.

interface Case {
  readonly layout: string;
  /** What breaks the host, in words and as root's command line. */
  readonly by: string;
  readonly command: string;
  readonly cause: string;
  readonly subject: string;
  /** What else is wrong, besides what follows. */
  readonly also?: readonly string[];
  /** Whether somebody must decide, so that there is no remedy. */
  readonly leftAlone?: true;
  /** Whether there is a remedy that a person has to approve. */
  readonly approve?: true;
  /** Which site is asked in the end, and whether at the host's own address, where that isn't the first. */
  readonly site?: string;
  readonly own?: true;
}

const reloadNginx = 'systemctl reload nginx';
const killFpm = 'pkill --signal KILL --full "^php-fpm: "; while pgrep --full "^php-fpm: "; do :; done';
const startFpmAgain = `${killFpm}; php-fpm8.2 --daemonize --fpm-config`;
const asksElsewhere = (file: string, version = '8.1'): string =>
  `sed -i s/php8.2-fpm.sock/php${version}-fpm.sock/ '${file}'; ${reloadNginx}`;

/** `kill -9` of a unit's processes, the socket's file left behind. */
const kill = (unit: string): string =>
  `systemctl kill --signal KILL ${unit}; until systemctl is-failed --quiet ${unit}; do :; done`;

/** The ways in which a service that somebody else brought can be down; whatever its panel or its owner calls it. */
function down(layout: string, unit: string, socket: string, from?: Pick<Case, 'site' | 'own'>): readonly Case[] {
  const fpm = { layout, subject: `${unit}.service`, ...from };
  return [
    { ...fpm, by: 'a stop', command: `systemctl stop ${unit}`, cause: 'fpm-stopped' },
    {
      ...fpm,
      by: 'a stop for good',
      command: `systemctl disable --now --quiet ${unit}`,
      cause: 'fpm-stopped',
      also: ['fpm-disabled'],
    },
    { ...fpm, by: 'a kill', command: kill(unit), cause: 'stale-socket', subject: socket },
    { ...fpm, by: 'a kill that left nothing', command: `${kill(unit)}; rm ${socket}`, cause: 'fpm-stopped' },
  ];
}

const cases: readonly Case[] = [
  ...down('plesk', 'plesk-php82-fpm', '/var/www/vhosts/system/plesk.test/php-fpm.sock', {
    site: 'plesk.test',
    own: true,
  }),
  {
    layout: 'plesk',
    by: 'a start that failed',
    command: `sed -i s/pleskuser/nobodys/ /opt/plesk/php/8.2/etc/php-fpm.d/plesk.test.conf; systemctl restart plesk-php82-fpm || :`,
    cause: 'fpm-config-invalid',
    subject: 'plesk-php82-fpm.service',
    leftAlone: true,
  },
  ...down('cpanel', 'ea-php82-php-fpm', '/opt/cpanel/ea-php82/root/usr/var/run/php-fpm/5f0e1c.sock', {
    site: 'shop.test',
  }),
  {
    layout: 'aapanel',
    by: 'a stop',
    command: 'systemctl stop php-fpm-82',
    cause: 'fpm-stopped',
    subject: 'php-fpm-82.service',
    site: 'shop.test',
  },
  {
    layout: 'aapanel',
    by: 'a stop by its script alone',
    command: '/etc/init.d/php-fpm-82 stop',
    cause: 'fpm-stopped',
    subject: 'php-fpm-82.service',
    site: 'shop.test',
  },
  {
    layout: 'aapanel',
    by: 'a kill',
    command: killFpm,
    cause: 'fpm-stopped',
    subject: 'php-fpm-82.service',
    site: 'shop.test',
  },
  {
    layout: 'aapanel',
    by: 'a start that failed',
    command: `sed -i 's/^user = www/user = nobodys/' /www/server/php/82/etc/php-fpm.conf; systemctl restart php-fpm-82 || :`,
    cause: 'fpm-config-invalid',
    subject: 'php-fpm-82.service',
    leftAlone: true,
  },
  {
    layout: 'hestia',
    by: 'a kill that left nothing',
    command: `${kill('php8.2-fpm')}; rm /run/php/php8.2-fpm-shop.test.sock`,
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
    site: 'shop.test',
    own: true,
  },
  {
    layout: 'redhat',
    by: 'a kill, with which its folder goes',
    command: kill('php-fpm'),
    cause: 'fpm-stopped',
    subject: 'php-fpm.service',
  },
  {
    layout: 'remi',
    by: 'a stop',
    command: 'systemctl stop php82-php-fpm',
    cause: 'fpm-stopped',
    subject: 'php82-php-fpm.service',
  },
  {
    layout: 'alt-php',
    by: 'a kill',
    command: kill('alt-php82-fpm'),
    cause: 'stale-socket',
    subject: '/opt/alt/php82/var/run/php-fpm/www.sock',
  },
  {
    layout: 'fpm-built-here',
    by: 'a kill that left nothing',
    command: `${kill('php-fpm')}; rm /run/php-fpm.sock`,
    cause: 'fpm-stopped',
    subject: 'php-fpm.service',
  },
  {
    layout: 'fpm-by-wrapper',
    by: 'a stop',
    command: 'systemctl stop app-runtime',
    cause: 'fpm-stopped',
    subject: 'app-runtime.service',
  },
  {
    layout: 'ispconfig',
    by: 'a stop',
    command: 'systemctl stop php8.2-fpm',
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
    site: 'shop.test',
  },
  {
    layout: 'virtualmin',
    by: 'a kill that left nothing',
    command: `${kill('php8.2-fpm')}; rm /var/php-fpm/169384750212345.sock /run/php/php8.2-fpm.sock`,
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
    site: 'shop.test',
  },
  {
    layout: 'supervised',
    by: 'a stop of one of its programs',
    command: 'supervisorctl stop shop-web',
    cause: 'upstream-service-stopped',
    subject: 'shop-web',
    leftAlone: true,
  },
  ...down('two-versions', 'php7.4-fpm', '/run/php/legacy.sock', { site: 'legacy' }),
  {
    layout: 'apache-behind',
    by: 'a stop of Apache',
    command: 'systemctl stop apache2',
    cause: 'apache-backend-down',
    subject: 'apache2.service',
    approve: true,
  },
  {
    layout: 'apache-behind',
    by: 'a stop of the PHP-FPM that Apache asks',
    command: 'systemctl stop php8.2-fpm',
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
  },
  {
    layout: 'apache-behind',
    by: 'a start of Apache that failed',
    command: 'echo Nonsense >>/etc/apache2/ports.conf; systemctl restart apache2 || :',
    cause: 'start-failed',
    subject: 'apache2.service',
    leftAlone: true,
  },
  {
    layout: 'container-php',
    by: 'a stop of the container',
    command: 'podman stop --time 1 app-php',
    cause: 'container-stopped',
    subject: 'app-php',
    leftAlone: true,
  },
  {
    layout: 'container-php',
    by: 'a container that is gone for good',
    command: 'podman rm --force --time 1 app-php',
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/app.test:11:16',
    leftAlone: true,
  },
  {
    layout: 'applications',
    by: 'a stop of gunicorn',
    command: 'systemctl stop api-web',
    cause: 'upstream-service-stopped',
    subject: 'api-web.service',
    site: 'api.test',
    approve: true,
  },
  {
    layout: 'applications',
    by: 'a kill of uWSGI',
    command: kill('blog-uwsgi'),
    cause: 'upstream-service-stopped',
    subject: 'blog-uwsgi.service',
    site: 'blog.test',
    approve: true,
  },
  {
    layout: 'applications',
    by: 'a stop of node, whose port stands in its own file alone',
    command: 'systemctl stop chat-server',
    cause: 'upstream-service-stopped',
    subject: 'chat-server.service',
    site: 'chat.test',
    approve: true,
  },
  {
    layout: 'applications',
    by: 'a stop of gunicorn for good',
    command: 'systemctl disable --now --quiet api-web',
    cause: 'upstream-service-stopped',
    subject: 'api-web.service',
    leftAlone: true,
  },
  {
    layout: 'applications',
    by: 'a gunicorn whose program is gone',
    command: 'rm /srv/api/wsgi.py; systemctl restart api-web; until systemctl is-failed --quiet api-web; do :; done',
    cause: 'start-failed',
    subject: 'api-web.service',
    leftAlone: true,
  },
  {
    layout: 'fpm-by-hand',
    by: 'a pool whose socket is root’s alone',
    command: `sed -i 's/^listen.owner.*/listen.owner = root/; s/^listen.group.*/listen.group = root/' /srv/php/pools/hand.conf
      ${startFpmAgain} /srv/php/fpm.conf`,
    cause: 'socket-denied',
    subject: '/srv/php/hand.sock',
    leftAlone: true,
  },
  {
    layout: 'fpm-by-hand',
    by: 'a kill, after which nothing tells of that FPM',
    command: killFpm,
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/default:60:16',
    leftAlone: true,
  },
  {
    layout: 'fpm-without-unit',
    by: 'a kill, after which the init script of the package starts it',
    command: killFpm,
    cause: 'stale-socket',
    subject: '/run/php/php8.2-fpm.sock',
  },
  {
    layout: 'fpm-with-prefix',
    by: 'a stop',
    command: 'systemctl stop php-fpm',
    cause: 'fpm-stopped',
    subject: 'php-fpm.service',
  },
  {
    layout: 'fpm-with-prefix',
    by: 'a pool whose socket is root’s alone',
    command: `sed -i 's/^listen.owner.*/listen.owner = root/; s/^listen.group.*/listen.group = root/' /opt/app/pools/www.conf
      systemctl restart php-fpm`,
    cause: 'socket-denied',
    subject: '/opt/app/run/www.sock',
  },
  {
    layout: 'nginx-built-elsewhere',
    by: 'another address',
    command: asksElsewhere('/opt/ngx/c/sites-available/default'),
    cause: 'upstream-mismatch',
    subject: '/opt/ngx/c/sites-enabled/default:60:16',
  },
  {
    layout: 'nginx-built-elsewhere',
    by: 'a stop',
    command: 'systemctl stop nginx',
    cause: 'nginx-stopped',
    subject: 'nginx.service',
  },
  {
    layout: 'nginx-with-prefix',
    by: 'another address',
    command: asksElsewhere('/srv/web/conf/sites-available/default'),
    cause: 'upstream-mismatch',
    subject: '/srv/web/conf/sites-enabled/default:60:16',
  },
  {
    layout: 'nginx-with-prefix',
    by: 'a stop',
    command: 'systemctl stop nginx',
    cause: 'nginx-stopped',
    subject: 'nginx.service',
  },
  {
    layout: 'without-nginx',
    by: 'a stop',
    command: 'systemctl stop php8.2-fpm',
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
  },
  {
    layout: 'without-fpm',
    by: 'a site that needs PHP',
    command: `sed -i 's#root .*#location / { fastcgi_pass unix:/run/php/php8.2-fpm.sock; }#' /etc/nginx/sites-available/default
      ${reloadNginx}`,
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/default:3:28',
    leftAlone: true,
  },
  {
    layout: 'two-versions',
    by: 'a stop of the one',
    command: 'systemctl stop php7.4-fpm',
    cause: 'fpm-stopped',
    subject: 'php7.4-fpm.service',
  },
  {
    layout: 'variables',
    by: 'a stop',
    command: 'systemctl stop php8.2-fpm',
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
  },
  {
    layout: 'variables',
    by: 'a pool gone that only some requests need',
    command: 'rm /etc/php/8.2/fpm/pool.d/old.conf; systemctl restart php8.2-fpm',
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/default:1:81',
    leftAlone: true,
  },
  {
    layout: 'variables',
    by: 'another address in the map',
    command: asksElsewhere('/etc/nginx/sites-available/default'),
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/default:1:37',
    leftAlone: true,
  },
  {
    layout: 'variables',
    by: 'another word in a variable',
    command: `sed -i 's/version 8.2/version 7.4/' /etc/nginx/sites-available/pieces; ${reloadNginx}`,
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/pieces:8:61',
    leftAlone: true,
  },
  {
    layout: 'includes',
    by: 'another address in the innermost file',
    command: asksElsewhere('/srv/web sites/parts/php.inc'),
    cause: 'upstream-mismatch',
    subject: '/srv/sites/parts/php.inc:1:14',
  },
  {
    layout: 'includes',
    by: 'the address of another major version',
    command: asksElsewhere('/srv/web sites/parts/php.inc', '7.4'),
    cause: 'upstream-mismatch',
    subject: '/srv/sites/parts/php.inc:1:14',
    approve: true,
  },
  {
    layout: 'hestia',
    by: 'a stop',
    command: 'systemctl stop php8.2-fpm',
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
    site: 'shop.test',
    own: true,
  },
  {
    layout: 'haproxy-in-front',
    by: 'a stop behind both',
    command: 'systemctl stop php8.2-fpm',
    cause: 'fpm-stopped',
    subject: 'php8.2-fpm.service',
  },
  {
    layout: 'ipv6',
    by: 'a pool that listens on IPv4 instead',
    command: `sed -i 's/^listen = .*/listen = 127.0.0.1:9000/' /etc/php/8.2/fpm/pool.d/www.conf; systemctl restart php8.2-fpm`,
    cause: 'upstream-mismatch',
    subject: '/etc/nginx/sites-enabled/default:59:16',
  },
  {
    layout: 'ipv6',
    by: 'a name that is both families’, where the pool has one',
    command: `sed -i 's/fastcgi_pass .*;/fastcgi_pass localhost:9000;/' /etc/nginx/sites-available/default; ${reloadNginx}`,
    cause: 'localhost-family',
    subject: '/etc/nginx/sites-enabled/default:59:16',
  },
];

/** Hosts of others' kinds that are only looked at, as they are. */
const healthy: readonly string[] = ['plesk', 'cpanel', 'aapanel', 'apache-behind', 'applications', 'container-php'];

const size = 3;
const inTurn = pLimit(size);
let lab: Lab;
let suture: Suture;
let free: string[] = [];

beforeAll(async () => {
  lab = await bringUpAnew('layouts', size);
  suture = sutureOn(lab);
  free = [...lab.hosts];
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

/** The kind of host that a layout is made for. */
const kindFor = (layout: string): string =>
  /^# image: (.+)$/m.exec(readFileSync(join(import.meta.dirname, '../../docker/layouts', layout), 'utf8'))?.[1] ??
  'bookworm';

const onAHostWith = (layout: string, job: (host: string) => Promise<void>): Promise<void> =>
  inTurn(async () => {
    const host = free.pop() ?? '';
    await lab.heal(host, kindFor(layout));
    await lab.layOut(host, layout);
    await job(host).finally(() => free.push(host));
  });

test.concurrent.each(cases)('$layout, broken by $by, is told, and repaired unless somebody must decide', (each) =>
  onAHostWith(each.layout, async (host) => {
    const look = async () => (await suture.fleet('check', '--limit', host)).host(host);
    expect(await look()).toMatchObject({ status: 'healthy', findings: [] });

    await lab.execOn(host, each.command);
    const { findings } = await look();
    const [first] = findings;
    expect({ cause: first?.cause, subject: first?.subject }).toEqual({ cause: each.cause, subject: each.subject });
    const roots = findings.filter(({ because }) => because.length === 0).map(({ cause }) => cause);
    expect(roots).toEqual([each.cause, ...(each.also ?? [])]);
    expect(first?.remedy === null).toBe(each.leftAlone === true);

    const { status } = (await suture.fleet('run', 'fix-502', '--yes', '--limit', host)).host(host);
    expect(status).toBe(each.leftAlone ? 'refused' : each.approve ? 'needs-approval' : 'changed');
    if (each.leftAlone) return;
    if (each.approve) {
      const approved = await suture.fleet('run', 'fix-502', '--yes', '--approve', 'all', '--limit', host);
      expect(approved.host(host).status).toBe('changed');
    }
    expect(await look()).toMatchObject({ status: 'healthy', findings: [] });
    const address = each.own ? "$(hostname -I | cut -d ' ' -f 1)" : '127.0.0.1';
    const asked = `curl -s -o /dev/null -w '%{http_code}' -H 'Host: ${each.site ?? 'localhost'}' http://${address}/`;
    if (each.layout !== 'without-nginx') expect((await lab.execOn(host, asked)).stdout).toMatch(/^[23]\d\d$/);
  }),
);

test.concurrent.each(healthy)('%s is told healthy', (layout) =>
  onAHostWith(layout, async (host) => {
    const told = (await suture.fleet('check', '--limit', host)).host(host);
    expect(told).toMatchObject({ status: 'healthy', findings: [] });
  }),
);
