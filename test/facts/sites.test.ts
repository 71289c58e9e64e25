import { describe, expect, test } from 'vitest';
import { sitesOf } from '../../src/facts/sites.ts';
import type { Site } from '../../src/facts/topology.ts';
import { nginxWith } from './nginx-program.ts';

const http = (body: string): readonly Site[] =>
  sitesOf(nginxWith({ '/etc/nginx/nginx.conf': `events {}\nhttp {\n${body}\n}\n` }));

const server = (body: string, around = ''): Site => {
  const [site] = http(`${around}\nserver {\n${body}\n}`);
  if (!site) throw new Error('no site');
  return site;
};

const addresses = (site: Site): readonly unknown[] => site.targets.map(({ address }) => address);

const unix = (path: string) => ({ kind: 'unix', path });
const tcp = (host: string, port: number) => ({ kind: 'tcp', host, port });

describe('the sites of a Debian host', () => {
  const site = `server {
\tlisten 80 default_server;
\tlisten [::]:80 default_server;
\troot /var/www/html;
\tserver_name _;
\tlocation / {
\t\ttry_files $uri $uri/ =404;
\t}
\tlocation ~ \\.php$ {
\t\tinclude snippets/fastcgi-php.conf;
\t\tfastcgi_pass unix:/run/php/php8.2-fpm.sock;
\t}
}
`;
  const nginx = nginxWith({
    '/etc/nginx/nginx.conf': 'user www-data;\nhttp {\n  include /etc/nginx/sites-enabled/*;\n}\n',
    '/etc/nginx/sites-enabled/default': site,
    '/etc/nginx/snippets/fastcgi-php.conf': 'fastcgi_split_path_info ^(.+?\\.php)(/.*)$;\nfastcgi_index index.php;\n',
  });

  test('are found through the includes, with the text that an edit would replace', () => {
    const start = site.indexOf('unix:');
    const file = '/etc/nginx/sites-enabled/default';
    expect(sitesOf(nginx)).toEqual([
      {
        id: 'default:80',
        names: ['_'],
        place: { file, line: 1, column: 1 },
        listens: [
          { host: '*', port: 80, tls: false, proxyProtocol: false, http2: false, isDefault: true },
          { host: '::', port: 80, tls: false, proxyProtocol: false, http2: false, isDefault: true },
        ],
        overTls: false,
        probePath: '/index.php',
        targets: [
          {
            site: 'default:80',
            upstream: null,
            role: 'server',
            pass: { file, line: 11, column: 3 },
            address: { kind: 'unix', path: '/run/php/php8.2-fpm.sock' },
            source: {
              file,
              line: 11,
              column: 16,
              span: { start, end: start + 'unix:/run/php/php8.2-fpm.sock'.length },
              text: 'unix:/run/php/php8.2-fpm.sock',
            },
          },
        ],
        proxies: [],
        // The test's fastcgi.conf isn't among the files.
        script: { state: 'not-given' },
      },
    ]);
  });
});

describe('listens', () => {
  test.each([
    ['', [['*', 80, false]]],
    ['listen 80 default_server;', [['*', 80, false]]],
    ['listen *:8080;', [['*', 8080, false]]],
    ['listen [::]:80 ipv6only=on;', [['::', 80, false]]],
    ['listen [::1];', [['::1', 80, false]]],
    ['listen 127.0.0.1:8080 ssl;', [['127.0.0.1', 8080, true]]],
    ['listen 127.0.0.1;', [['127.0.0.1', 80, false]]],
    ['listen localhost:81;', [['localhost', 81, false]]],
    ['listen unix:/run/nginx.sock;', [['unix:/run/nginx.sock', 0, false]]],
    ['listen 8080-8090;', [['*', 8080, false]]],
    ['listen 443 ssl http2; listen 443 quic reuseport;', [['*', 443, true]]],
    ['listen 443; ssl on;', [['*', 443, true]]],
    ['listen 443; ssl off;', [['*', 443, false]]],
    ['listen 99999;', []],
    ['listen http://x;', []],
    ['listen;', []],
  ])('%j', (body, expected) => {
    expect(server(body).listens.map(({ host, port, tls }) => [host, port, tls])).toEqual(expected);
  });
});

describe('the id', () => {
  test.each([
    ['server_name example.com www.example.com;', 'example.com:80'],
    ['server_name _;', 'default:80'],
    ['server_name "";', 'default:80'],
    ['', 'default:80'],
    ['listen unix:/run/x.sock; server_name a.b;', 'a.b:unix'],
    ['listen 443 quic; server_name a.b;', 'a.b'],
    ['listen 8443 ssl; server_name ~^www\\d+\\.a\\.b$;', '~^www\\d+\\.a\\.b$:8443'],
  ])('of %j is %s', (body, id) => {
    expect(server(body).id).toBe(id);
  });

  test('is unique where two blocks share name and port', () => {
    const ids = http('server { server_name a; } server { server_name a; } server { server_name a; }').map(
      ({ id }) => id,
    );
    expect(ids).toEqual(['a:80', 'a:80#2', 'a:80#3']);
  });

  test('has the names of all server_name directives behind it', () => {
    expect(server('server_name a b; server_name c;').names).toEqual(['a', 'b', 'c']);
  });
});

describe('the address behind fastcgi_pass', () => {
  test.each([
    ['unix:/run/php.sock', unix('/run/php.sock')],
    ['"unix:/run/php.sock"', unix('/run/php.sock')],
    ["'unix:/run/my php.sock'", unix('/run/my php.sock')],
    ['UNIX:/run/php.sock', unix('/run/php.sock')],
    // nginx -t accepts it, and connects to a path with the colon.
    ['unix:/run/php.sock:', unix('/run/php.sock:')],
    ['127.0.0.1:9000', tcp('127.0.0.1', 9000)],
    ['[::1]:9000', tcp('::1', 9000)],
    ['localhost:9000', tcp('localhost', 9000)],
    ['php.internal:9000', tcp('php.internal', 9000)],
    // nginx: no port in upstream "127.0.0.1"
    ['127.0.0.1', null],
    ['php.internal', null],
    // nginx: invalid host in upstream "127.0.0.1:9000/x"
    ['127.0.0.1:9000/x', null],
    ['127.0.0.1:0', null],
    ['127.0.0.1:65536', null],
    ['unix:', null],
    ['$php', null],
    ['unix:$php', null],
    ['$', null],
  ])('%s', (written, address) => {
    const site = server(`location / { fastcgi_pass ${written}; }`);
    expect(addresses(site)).toEqual([address]);
    expect(site.targets[0]?.source.text).toBe(written);
  });

  test('is found in nested locations, in if blocks and in named locations', () => {
    const site = server(`
      location /a { location ~ \\.php$ { fastcgi_pass unix:/a; } }
      location /b { if ($uri = /b) { fastcgi_pass unix:/b; } }
      location @c { fastcgi_pass unix:/c; }`);
    expect(addresses(site)).toEqual([unix('/a'), unix('/b'), unix('/c')]);
  });

  test('is there once where a site includes the same snippet twice', () => {
    const [site] = sitesOf(
      nginxWith({
        '/etc/nginx/nginx.conf': 'http { server { location /a { include php; } location /b { include php; } } }',
        '/etc/nginx/php': 'fastcgi_pass unix:/x;',
      }),
    );
    expect(site?.targets).toHaveLength(1);
  });
});

describe('an upstream block', () => {
  const upstream = `upstream php {
    least_conn;
    server unix:/run/a.sock weight=2;
    server 127.0.0.1:9001 backup;
    server 127.0.0.1:9002 down;
    server 10.0.0.9;
  }`;

  test('gives a target for each server that is not down, its source being in the block', () => {
    const site = server('location / { fastcgi_pass PHP; }', upstream);
    expect(addresses(site)).toEqual([unix('/run/a.sock'), tcp('127.0.0.1', 9001), tcp('10.0.0.9', 80)]);
    expect(site.targets.map(({ source }) => source.text)).toEqual(['unix:/run/a.sock', '127.0.0.1:9001', '10.0.0.9']);
    expect(site.targets.map(({ source }) => source.line)).toEqual([5, 6, 8]);
    expect(new Set(site.targets.map((target) => target.upstream))).toEqual(new Set(['php']));
  });

  test('is found through a variable', () => {
    const site = server('set $backend php; location / { fastcgi_pass $backend; }', upstream);
    expect(site.targets).toHaveLength(3);
  });

  test('without a live server leads to an address that nobody knows', () => {
    const site = server('location / { fastcgi_pass php; }', 'upstream php { server 127.0.0.1:9000 down; }');
    expect(site.targets).toMatchObject([{ upstream: 'php', address: null, source: { text: 'php' } }]);
  });
});

describe('a variable after fastcgi_pass', () => {
  test.each<[string, string, string, unknown, string]>([
    ['set once in the server', 'set $p unix:/x; location / { fastcgi_pass $p; }', '', unix('/x'), 'unix:/x'],
    ['set once, braces', 'set $p unix:/x; location / { fastcgi_pass ${p}; }', '', unix('/x'), 'unix:/x'],
    [
      'set once, elsewhere',
      'location / { fastcgi_pass $p; } location /s { set $p unix:/x; }',
      '',
      unix('/x'),
      'unix:/x',
    ],
    ['a part of the address', 'set $p /x; location / { fastcgi_pass unix:$p; }', '', unix('/x'), 'unix:$p'],
    ['two parts', 'set $h a; set $n 9; location / { fastcgi_pass $h:900$n; }', '', tcp('a', 9009), '$h:900$n'],
    [
      'a variable in a variable',
      'set $a /x; set $b unix:$a; location / { fastcgi_pass $b; }',
      '',
      unix('/x'),
      'unix:$a',
    ],
    [
      'set in its own location',
      'set $p unix:/x; location / { set $p unix:/y; fastcgi_pass $p; }',
      '',
      unix('/y'),
      'unix:/y',
    ],
    [
      'a map with only a default',
      'location / { fastcgi_pass $p; }',
      'map $host $p { default unix:/x; }',
      unix('/x'),
      'unix:/x',
    ],
    [
      'a map with more, one of which is not constant',
      'location / { fastcgi_pass $p; }',
      'map $host $p { default unix:/x; a unix:/$uri; }',
      null,
      '$p',
    ],
    ['round in circles', 'set $a $b; set $b $a; location / { fastcgi_pass $a; }', '', null, '$a'],
    ['of nginx itself', 'location / { fastcgi_pass $host:9000; }', '', null, '$host:9000'],
  ])('%s', (_, body, around, address, source) => {
    const site = server(body, around);
    expect(addresses(site)).toEqual([address]);
    expect(site.targets[0]?.source.text).toBe(source);
  });

  test.each<[string, string, string, readonly string[]]>([
    [
      'set for some requests',
      'set $p unix:/x; if ($a) { set $p unix:/y; } location / { fastcgi_pass $p; }',
      '',
      ['/x', '/y'],
    ],
    [
      'set for some requests of its location',
      'set $p unix:/z; location / { set $p unix:/x; if ($a) { set $p unix:/y; } fastcgi_pass $p; }',
      '',
      ['/x', '/y'],
    ],
    [
      'set over a map, on conditions',
      'if ($a) { set $p unix:/y; } if ($b) { set $p unix:/z; } location / { fastcgi_pass $p; }',
      'map $host $p { default unix:/x; }',
      ['/x', '/y', '/z'],
    ],
    [
      'split_clients',
      'location / { fastcgi_pass unix:/$p; }',
      'split_clients "${remote_addr}" $p { 5% x; * y; }',
      ['/x', '/y'],
    ],
    [
      'geo',
      'location / { fastcgi_pass unix:/$p; }',
      'geo $remote_addr $p { ranges; default x; 10.0.0.0-10.0.0.9 y; }',
      ['/x', '/y'],
    ],
  ])('leads wherever requests may lead: %s', (_, body, around, paths) => {
    expect(addresses(server(body, around))).toEqual(paths.map(unix));
  });

  const versions = 'map $host $v { hostnames; default 8.2; .old.example 7.4; none ""; }';

  test('leads wherever a map can lead, and each address has its own words', () => {
    const map = 'map $host $p { volatile; default unix:/x; a unix:/y; b php; } upstream php { server 10.0.0.9:9000; }';
    const { targets } = server('set $q $p; location / { fastcgi_pass $q; }', map);
    expect(targets.map(({ address, source, upstream }) => [address, source.text, upstream])).toEqual([
      [unix('/x'), 'unix:/x', null],
      [unix('/y'), 'unix:/y', null],
      [tcp('10.0.0.9', 9000), '10.0.0.9:9000', 'php'],
    ]);
  });

  test('leads wherever a map can lead by a piece of the address', () => {
    const site = server('location / { fastcgi_pass unix:/run/php$v-fpm$v.sock; }', versions);
    expect(addresses(site)).toEqual([unix('/run/php8.2-fpm8.2.sock'), unix('/run/php7.4-fpm7.4.sock')]);
  });

  test('is given up on where a map has values without end', () => {
    const map = (name: string, size: number) =>
      `map $host $${name} { ${Array.from({ length: size }, (_, n) => `h${n} unix:/${n};`).join(' ')} }`;
    expect(addresses(server('location / { fastcgi_pass $p; }', map('p', 200)))).toEqual([null]);
    const maps = ['a', 'b', 'c'].map((name) => map(name, 10)).join(' ');
    expect(addresses(server('location / { fastcgi_pass unix:/$a$b$c; }', maps))).toEqual([null]);
  });

  test('is given up on where variables multiply without end', () => {
    const sets = Array.from({ length: 60 }, (_, n) => `set $v${n} "${`$v${n + 1}`.repeat(20)}";`).join('\n');
    expect(addresses(server(`${sets}\nset $v60 x;\nlocation / { fastcgi_pass $v0; }`))).toEqual([null]);
  });
});

describe('the path that a probe asks for', () => {
  test.each([
    ['location / { try_files $uri =404; }', '/'],
    ['location / { fastcgi_pass unix:/x; }', '/'],
    ['location = /ping { fastcgi_pass unix:/x; }', '/ping'],
    ['location /api { fastcgi_pass unix:/x; }', '/api'],
    ['location ^~ /api/ { fastcgi_pass unix:/x; }', '/api/'],
    ['location ~ \\.php$ { fastcgi_pass unix:/x; }', '/index.php'],
    ['location ~* \\.(php|phtml)$ { fastcgi_pass unix:/x; }', '/index.php'],
    ['location ~\\.php$ { fastcgi_pass unix:/x; }', '/index.php'],
    ['location ~ ^/index\\.php(/|$) { fastcgi_pass unix:/x; }', '/index.php'],
    ['location ~ ^/app/.+\\.php$ { fastcgi_pass unix:/x; }', '/app/index.php'],
    ['location ~ ^/(index|config)\\.php(/|$) { fastcgi_pass unix:/x; }', '/index.php'],
    ['location /wiki { location ~ \\.php$ { fastcgi_pass unix:/x; } }', '/wiki/index.php'],
    ['location / { try_files $uri @php; } location @php { fastcgi_pass unix:/x; }', '/'],
    ['location = /index.php { internal; fastcgi_pass unix:/x; }', '/'],
    ['location = /status { fastcgi_pass unix:/x; } location ~ \\.php$ { fastcgi_pass unix:/x; }', '/index.php'],
    ['location = "/a b" { fastcgi_pass unix:/x; }', '/'],
    ['location ~ "^/x{" { fastcgi_pass unix:/x; }', '/index.php'],
  ])('%s: %s', (body, path) => {
    expect(server(body).probePath).toBe(path);
  });
});

describe('what is no site', () => {
  test('servers of stream, mail and upstream', () => {
    const text = 'stream { server { listen 1; } } mail { server { listen 2; } } http { upstream u { server a:1; } }';
    expect(sitesOf(nginxWith({ '/etc/nginx/nginx.conf': text }))).toEqual([]);
  });

  test('a file that cannot be read, while the others are', () => {
    const sites = sitesOf(
      nginxWith({
        '/etc/nginx/nginx.conf': 'http { include conf.d/*.conf; }',
        '/etc/nginx/conf.d/a.conf': 'server { server_name a; }',
        '/etc/nginx/conf.d/b.conf': 'server { server_name b;',
      }),
    );
    expect(sites.map(({ id }) => id)).toEqual(['a:80']);
  });

  test('anything at all on a host whose main file is missing', () => {
    expect(sitesOf({ ...nginxWith({}), configPath: '/nowhere' })).toEqual([]);
  });
});

describe('what a site proxies to', () => {
  const proxied = (pass: string, around = ''): readonly unknown[] =>
    server(`location / { proxy_pass ${pass}; }`, around).proxies.map(({ address, upstream }) => address ?? upstream);

  test.each<[string, unknown]>([
    ['http://127.0.0.1:3000', tcp('127.0.0.1', 3000)],
    ['http://127.0.0.1:3000/app/', tcp('127.0.0.1', 3000)],
    ['http://localhost', tcp('localhost', 80)],
    ['https://localhost/x?y', tcp('localhost', 443)],
    ['http://[::1]:3000/', tcp('::1', 3000)],
    ['http://unix:/run/app.sock', unix('/run/app.sock')],
    ['http://unix:/run/app.sock:/uri/', unix('/run/app.sock')],
    ['$where', null],
    ['http://$host:3000', null],
  ])('%s', (pass, address) => {
    expect(proxied(pass)).toEqual([address]);
  });

  test('through an upstream block, servers that are down aside', () => {
    const upstream =
      'upstream Api { server 127.0.0.1:3000; server 127.0.0.1:3001 down; server unix:/run/b.sock backup; }';
    expect(proxied('http://api/v1', upstream)).toEqual([tcp('127.0.0.1', 3000), unix('/run/b.sock')]);
  });

  test('is asked for where it has no PHP', () => {
    expect(server('location /api { proxy_pass http://127.0.0.1:3000; }').probePath).toBe('/api');
    expect(
      server('location ~ \\.php$ { fastcgi_pass 127.0.0.1:9000; } location /api { proxy_pass http://127.0.0.1:3000; }')
        .probePath,
    ).toBe('/index.php');
  });
});

describe('the script that PHP is told to run', () => {
  const named = (path: string) => ({ state: 'named', path });
  const php = (param: string) => `location ~ \\.php$ { fastcgi_pass 127.0.0.1:9000; ${param} }`;
  const usual = 'fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;';

  test.each<[string, string, unknown]>([
    ['root and script', `root /srv/www/; ${php(usual)}`, named('/srv/www/index.php')],
    ['its own root', `root /srv; ${php(`root /srv/own; ${usual}`)}`, named('/srv/own/index.php')],
    ['braces', `root /srv; ${php('fastcgi_param SCRIPT_FILENAME ${realpath_root}$uri;')}`, named('/srv/index.php')],
    ['a fixed file', php('fastcgi_param SCRIPT_FILENAME /srv/app.php;'), named('/srv/app.php')],
    ['params of the server', `root /srv; ${usual} ${php('')}`, named('/srv/index.php')],
    ['params hidden by the location', `root /srv; ${usual} ${php('fastcgi_param A b;')}`, { state: 'not-given' }],
    ['no params', `root /srv; ${php('')}`, { state: 'not-given' }],
    ['the last of two', `root /srv; ${php(`fastcgi_param SCRIPT_FILENAME /a; ${usual}`)}`, named('/srv/index.php')],
    ['an unknown variable', php('fastcgi_param SCRIPT_FILENAME /srv/$host/index.php;'), { state: 'unknown' }],
    ['a root of variables', `root /srv/$host; ${php(usual)}`, { state: 'unknown' }],
    ['no root', php(usual), { state: 'unknown' }],
    ['an alias', `root /srv; location /a { alias /x; ${php(usual)} }`, { state: 'unknown' }],
    ['an index', `root /srv; location / { fastcgi_index i.php; fastcgi_pass a:1; ${usual} }`, named('/srv/i.php')],
  ])('by %s', (_, body, script) => {
    expect(server(body).script).toEqual(script);
  });
});

test.each<[string, boolean]>([
  ['listen 80; listen 443 ssl; if ($scheme = http) { return 301 https://$host$request_uri; }', true],
  ['listen 80; listen 443 ssl; location / { if ($https = "") { return 301 https://$host$request_uri; } }', true],
  ['listen 80; listen 443 ssl; if ($server_port != 443) { return 301 https://$host$request_uri; }', true],
  ['listen 80; listen 443 ssl; if ($request_method = PUT) { return 403; }', false],
  ['listen 80; if ($scheme = http) { set $plain 1; }', false],
])('%s: plain requests are told apart, %s', (body, expected) => {
  expect(server(body).overTls).toBe(expected);
});
