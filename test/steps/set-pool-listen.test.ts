import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import {
  addFpm,
  addPool,
  addSite,
  type Draft,
  file,
  POOL_FILE,
  poolText,
  SITE_FILE,
  siteText,
  SOCKET,
  stopNginx,
  UNIT,
  unitOf,
  write,
} from '../checks/host.ts';
import { edit, passing, plan, told, worldOf } from './world.ts';

const toTcp: JsonObject = { pool: 'www', listen: 'tcp' };
const toSocket: JsonObject = { pool: 'www', listen: 'socket' };
const gates = [
  'gate: test: /usr/sbin/php-fpm8.2 -t --fpm-config /etc/php/8.2/fpm/php-fpm.conf',
  'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf',
];
const services = [`service: restart ${UNIT}`, 'service: reload nginx.service'];

const listen = (host: Draft, port: number, process = 'php-fpm8.2', pid = 800): unknown =>
  host.tcpListeners.push({ host: '127.0.0.1', port, pid, process, queued: 0, backlog: 511 });

/** The pool on TCP, as `switch-to-tcp` leaves it. */
function onTcp(host: Draft, written: Readonly<Record<string, string>> = {}): void {
  write(host, POOL_FILE, poolText('www', { listen: '127.0.0.1:9000', ...written }));
  write(host, SITE_FILE, siteText('shop.example', '127.0.0.1:9000'));
  host.unixListeners = [];
  listen(host, 9000);
}

test('a pool on a socket listens on the first free port, lets loopback in, and nginx asks there', () => {
  const outcome = plan('set_pool_listen', worldOf(), toTcp);
  expect(told(outcome)).toEqual([
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 4 `listen = /run/php/php8.2-fpm.sock` → `listen = 127.0.0.1:9000`',
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 4 `listen = /run/php/php8.2-fpm.sock` → `listen = 127.0.0.1:9000`; line 7 adds `listen.allowed_clients = 127.0.0.1`',
    edit('/etc/nginx/sites-available/shop', 5, passing(`unix:${SOCKET}`), passing('127.0.0.1:9000')),
    ...gates,
    ...services,
  ]);
  expect(outcome).toMatchObject({
    changes: [
      {},
      { after: poolText('www', { listen: '127.0.0.1:9000', 'listen.allowed_clients': '127.0.0.1' }) },
      { path: '/etc/nginx/sites-available/shop', after: siteText('shop.example', '127.0.0.1:9000') },
      {},
      {},
      {},
      {},
    ],
  });
});

test('a pool on TCP listens where the package has its socket, which lets nginx in by what it says already', () => {
  expect(told(plan('set_pool_listen', worldOf(onTcp), toSocket))).toEqual([
    edit(POOL_FILE, 4, 'listen = 127.0.0.1:9000', `listen = ${SOCKET}`),
    edit('/etc/nginx/sites-available/shop', 5, passing('127.0.0.1:9000'), passing(`unix:${SOCKET}`)),
    ...gates,
    ...services,
  ]);
});

test('where no package names a folder, the socket goes where PHP-FPM writes its pid, as Red Hat has it', () => {
  const redHat = (host: Draft): void => {
    onTcp(host);
    host.packaging.folders = [];
    const config = host.fpm[0]!.configPath;
    const { text } = host.fpm[0]!.files.find(({ path }) => path === config)!;
    write(host, config, `[global]\npid = /run/php-fpm/php-fpm.pid\n${text}`);
  };
  const first = (given: JsonObject) => told(plan('set_pool_listen', worldOf(redHat), given))[0];
  expect(first(toSocket)).toBe(
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 4 `listen = 127.0.0.1:9000` → `listen = /run/php-fpm/www.sock`',
  );
  expect(first({ pool: 'www', listen: '/run/php-fpm/other.sock' })).toBe(
    'write-file: write /etc/php/8.2/fpm/pool.d/www.conf: line 4 `listen = 127.0.0.1:9000` → `listen = /run/php-fpm/other.sock`',
  );
});

describe('a socket lets nginx in, and nobody else', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'by owner and group',
      { 'listen.owner': 'root', 'listen.group': 'root' },
      ['listen.owner = www-data', 'listen.group = www-data', 'listen.mode = 0660'],
    ],
    ['by its access list', { 'listen.acl_users': 'app' }, ['listen.acl_users = app,www-data']],
    ['as its access list says already', { 'listen.acl_groups': 'www-data' }, []],
  ])('%s', (_, written, options) => {
    const world = worldOf((host) => onTcp(host, written));
    const [first, ...others] = told(plan('set_pool_listen', world, toSocket));
    expect(first).toBe(edit(POOL_FILE, 4, 'listen = 127.0.0.1:9000', `listen = ${SOCKET}`));
    const edits = others.filter((each) => each.includes(POOL_FILE) && each.startsWith('write-file'));
    expect(edits).toHaveLength(options.length);
    for (const [index, option] of options.entries()) expect(edits[index]).toContain(`\`${option}\``);
  });
});

describe('the address', () => {
  const pool = (listening: string, change: (host: Draft) => void = () => undefined): string =>
    told(plan('set_pool_listen', worldOf(change), { pool: 'www', listen: listening }))[0] ?? '';
  test.each<[string, string, (host: Draft) => void]>([
    ['a port is one of loopback', '9055', () => undefined],
    ['who listens keeps its port', 'tcp', (host) => listen(host, 9000, 'minio', 9)],
    ['a port that another pool is written to is left to it', 'tcp', (host) => addPool(host, 'api', '127.0.0.1:9000')],
    [
      'a port that nginx asks already is left to whoever comes',
      'tcp',
      (host) => addSite(host, 'api', '127.0.0.1:9000'),
    ],
  ])('%s', (_, asked, change) => {
    expect(pool(asked, change)).toContain(`→ \`listen = 127.0.0.1:${asked === 'tcp' ? '9001' : asked}\``);
  });

  test('a second pool of one play gets the next port', () => {
    const world = worldOf((host) => {
      addPool(host, 'api', '/run/php/api.sock');
      addSite(host, 'api', 'unix:/run/php/api.sock');
    });
    const first = plan('set_pool_listen', world, toTcp);
    const after = first.kind === 'changes' ? withChanges(world, first.changes) : world;
    expect(told(plan('set_pool_listen', after, { pool: 'api', listen: 'tcp' }))[0]).toBe(
      'write-file: write /etc/php/8.2/fpm/pool.d/api.conf: line 4 `listen = /run/php/api.sock` → `listen = 127.0.0.1:9001`',
    );
  });
});

describe('every word that leads to the pool is replaced, and no other', () => {
  const edited = (change: (host: Draft) => void): readonly string[] =>
    told(plan('set_pool_listen', worldOf(change), toTcp)).filter(
      (each) => each.startsWith('write-file') && each.includes('/etc/nginx/'),
    );
  const server = (text: string) => (host: Draft) => {
    host.nginx.files.push(file('/etc/nginx/sites-enabled/more', text));
  };
  test.each<[string, (host: Draft) => void, readonly string[]]>([
    ['another site', (host) => addSite(host, 'blog', `unix:${SOCKET}`), ['line 5']],
    [
      'an upstream block, of which one server is another pool',
      server(
        `upstream php {\n server unix:${SOCKET} weight=2;\n server 10.0.0.9:9000 backup;\n}\nserver {\n listen 81;\n fastcgi_pass php;\n}\n`,
      ),
      ['line 2'],
    ],
    [
      'a map',
      server(
        `map $host $to {\n a 10.0.0.9:9000;\n default unix:${SOCKET};\n}\nserver {\n listen 81;\n fastcgi_pass $to;\n}\n`,
      ),
      ['line 3'],
    ],
    ['a link of /run', server(`server {\n listen 81;\n fastcgi_pass "unix:/var${SOCKET}";\n}\n`), ['line 3']],
    [
      'another pool',
      (host) => {
        addPool(host, 'api', '/run/php/api.sock');
        addSite(host, 'api', 'unix:/run/php/api.sock');
      },
      [],
    ],
  ])('%s', (name, change, lines) => {
    const all = edited((host) => {
      change(host);
      if (name === 'a link of /run') host.paths.push({ ...host.paths[0]!, path: `/var${SOCKET}` });
    });
    expect(all.map((each) => /line \d+/.exec(each)?.[0]).toSorted()).toEqual([...lines, 'line 5']);
  });
});

test('what listens there already is left alone', () => {
  const said = (given: JsonObject) => told(plan('set_pool_listen', worldOf(onTcp), given));
  expect(said(toTcp)).toEqual(['unchanged: pool www listens on 127.0.0.1:9000 already']);
  expect(said({ pool: 'www', listen: 9000 })).toEqual(['unchanged: pool www listens on 127.0.0.1:9000 already']);
  expect(told(plan('set_pool_listen', worldOf(), toSocket))).toEqual([
    `unchanged: pool www listens on unix:${SOCKET} already`,
  ]);
});

describe('nothing is changed, and it is said why, when', () => {
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['there is no such pool', { pool: 'shop', listen: 'tcp' }, () => undefined, 'there is no pool shop'],
    ['two versions have the pool', toTcp, (host) => addFpm(host, '7.4', 900), 'several pools are called www'],
    [
      'the port is taken',
      { pool: 'www', listen: 9001 },
      (host) => listen(host, 9001, 'minio', 9),
      '127.0.0.1:9001 is taken: minio listens there',
    ],
    [
      'the port is another pool’s',
      { pool: 'www', listen: 9001 },
      (host) => addPool(host, 'api', '127.0.0.1:9001'),
      "127.0.0.1:9001 is pool api's",
    ],
    [
      'the address is every host’s',
      { pool: 'www', listen: '0.0.0.0:9000' },
      () => undefined,
      '0.0.0.0:9000 is more than this host',
    ],
    ['the address is none', { pool: 'www', listen: 'tpc' }, () => undefined, '"tpc" is no address'],
    [
      'the path is elsewhere',
      { pool: 'www', listen: '/tmp/www.sock' },
      onTcp,
      '/tmp/www.sock is not in a folder below /run',
    ],
    [
      'nothing makes the folder',
      { pool: 'www', listen: '/run/mine/www.sock' },
      onTcp,
      'nobody makes /run/mine at boot',
    ],
    [
      'no package has a folder',
      toSocket,
      (host) => {
        onTcp(host);
        host.packaging.folders = [];
      },
      'no package of this host has a folder',
    ],
    [
      'no site asks the pool',
      toTcp,
      (host) => write(host, SITE_FILE, siteText('shop.example', 'unix:/run/other.sock')),
      'who asks there is not known',
    ],
    [
      'other hosts may ask',
      toSocket,
      (host) => onTcp(host, { listen: '0.0.0.0:9000' }),
      'listens on 0.0.0.0:9000, where other hosts may ask',
    ],
    [
      'systemd holds the socket',
      toTcp,
      (host) => {
        host.unixListeners[0]!.pid = 1;
      },
      'systemd itself listens on',
    ],
    [
      'nginx comes from elsewhere',
      toTcp,
      (host) =>
        write(
          host,
          '/etc/nginx/nginx.conf',
          'http {\n fastcgi_bind 127.0.0.9;\n include /etc/nginx/sites-enabled/*; }\n',
        ),
      'fastcgi_bind',
    ],
    [
      'an address is made of a variable',
      toTcp,
      (host) => write(host, SITE_FILE, `server { set $v 8.2; listen 80; fastcgi_pass unix:/run/php/php$v-fpm.sock; }`),
      'is made of a variable',
    ],
    [
      'a request alone tells where it leads',
      toTcp,
      (host) => addSite(host, 'any', '$arg_to'),
      'only a request tells where that leads',
    ],
    [
      'nginx refuses its files',
      toTcp,
      (host) => {
        host.nginx.test.passed = false;
      },
      '/usr/sbin/nginx -t -c /etc/nginx/nginx.conf must pass first',
    ],
    [
      'PHP-FPM refuses its files',
      toTcp,
      (host) => {
        host.fpm[0]!.test.passed = false;
      },
      'must pass first',
    ],
    [
      'the unit is masked',
      toTcp,
      (host) => {
        unitOf(host, UNIT).load = 'masked';
      },
      'is masked',
    ],
    [
      'nobody knows whom to let in',
      toSocket,
      (host) => {
        onTcp(host);
        stopNginx(host);
      },
      'no nginx worker runs',
    ],
  ])('%s', (_, given, change, why) => {
    expect(plan('set_pool_listen', worldOf(change), given)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining(why) as string,
    });
  });
});
