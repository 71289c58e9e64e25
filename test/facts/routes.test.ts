import { describe, expect, test } from 'vitest';
import type { Route } from '../../src/facts/routes/route.ts';
import { routesOf } from '../../src/facts/routes/routes.ts';
import { nginxWith } from './nginx-program.ts';

const http = (body: string): readonly Route[] =>
  routesOf(nginxWith({ '/etc/nginx/nginx.conf': `events {}\nhttp {\n${body}\n}\n` }));

const server = (body: string, around = ''): readonly Route[] =>
  http(`${around}\nserver {\nserver_name a;\nroot /srv/a;\n${body}\n}`);

const shown = (routes: readonly Route[]): readonly string[] =>
  routes.map(({ id, kind, reach, probe }) => `${id} | ${kind} | ${reach} | ${probe?.path ?? '-'}`);

describe('the routes of a server', () => {
  test.each<[string, string, readonly string[]]>([
    ['without a location', '', ['a:80 | files | visitors | /']],
    [
      'of a usual PHP site',
      'location / { try_files $uri $uri/ /index.php?$args; } location ~ \\.php$ { fastcgi_pass unix:/x; }',
      ['a:80 / | files | visitors | /', 'a:80 ~ \\.php$ | fastcgi | visitors | /index.php'],
    ],
    [
      'of every kind',
      `location / { proxy_pass http://127.0.0.1:3000; } location /u { uwsgi_pass unix:/u; } location /s { scgi_pass b:1; }
       location /g { grpc_pass grpc://127.0.0.1:50051; } location /m { memcached_pass 127.0.0.1:11211; }
       location /r { return 404; } location /l { content_by_lua_block { ngx.say("x") } }`,
      [
        'a:80 / | proxy | visitors | /',
        'a:80 /u | uwsgi | visitors | /u',
        'a:80 /s | scgi | visitors | /s',
        'a:80 /g | grpc | visitors | /g',
        'a:80 /m | memcached | visitors | /m',
        'a:80 /r | answer | visitors | /r',
        'a:80 /l | unknown | visitors | /l',
      ],
    ],
    [
      'that a named location has',
      'location / { try_files $uri @app; } location @app { proxy_pass http://127.0.0.1:1; }',
      ['a:80 / | files | visitors | /', 'a:80 @app | proxy | inside | /'],
    ],
    [
      'that only what is missing leads to',
      'location / { try_files $uri $uri/ @app; } location @app { proxy_pass http://127.0.0.1:1; }',
      ['a:80 / | files | visitors | /', 'a:80 @app | proxy | inside | /suture-probe'],
    ],
    [
      'that error_page leads to',
      'error_page 404 = @app; location @app { proxy_pass http://127.0.0.1:1; }',
      ['a:80 | files | visitors | /', 'a:80 @app | proxy | inside | /suture-probe'],
    ],
    [
      'that a status of its own leads to',
      'location /x { error_page 418 = @app; return 418; } location / {} location @app { proxy_pass http://127.0.0.1:1; }',
      ['a:80 /x | answer | visitors | /x', 'a:80 / | files | visitors | /', 'a:80 @app | proxy | inside | /x'],
    ],
    [
      'that only a failure leads to',
      'error_page 502 @app; location / { proxy_pass http://b:1; } location @app { proxy_pass http://127.0.0.1:1; }',
      ['a:80 / | proxy | visitors | /', 'a:80 @app | proxy | inside | -'],
    ],
    [
      'that are asked by nginx itself',
      'location / { auth_request /auth; } location = /auth { internal; proxy_pass http://127.0.0.1:9; }',
      ['a:80 / | files | visitors | /', 'a:80 = /auth | proxy | subrequest | -'],
    ],
    [
      'inside others, and on conditions',
      `location /w { location ~ \\.php$ { fastcgi_pass unix:/w; } if ($arg_x) { proxy_pass http://127.0.0.1:1; } }
       location / { limit_except GET { proxy_pass http://127.0.0.1:2; } }`,
      [
        'a:80 /w | files | visitors | /w',
        'a:80 /w if ($arg_x) | proxy | condition | -',
        'a:80 /w ~ \\.php$ | fastcgi | visitors | /w/index.php',
        'a:80 / | files | visitors | /',
        'a:80 / limit_except GET | proxy | condition | -',
      ],
    ],
    [
      'behind an answer to everything',
      'return 301 https://a$request_uri; location / { proxy_pass http://127.0.0.1:1; }',
      ['a:80 | answer | visitors | /', 'a:80 / | proxy | never | -'],
    ],
    [
      'behind an answer of the same location',
      'location / { return 503; proxy_pass http://127.0.0.1:1; }',
      ['a:80 / | answer | visitors | /', 'a:80 / #2 | proxy | never | -'],
    ],
    [
      'with paths that others take first',
      `location / { proxy_pass http://127.0.0.1:1; } location = / { return 200 x; } location ^~ /static {}
       location ~* \\.(png|gif)$ { expires 1d; } location ~ ^/(api|rest)/v\\d+/ { proxy_pass http://127.0.0.1:2; }`,
      [
        'a:80 / | proxy | visitors | /suture-probe',
        'a:80 = / | answer | visitors | /',
        'a:80 ^~ /static | files | visitors | /static',
        'a:80 ~* \\.(png|gif)$ | files | visitors | /suture-probe.png',
        'a:80 ~ ^/(api|rest)/v\\d+/ | proxy | visitors | /api/v0/',
      ],
    ],
    [
      'with a pattern as Plesk writes it',
      'location ~ ^/.*\\.php(/.*)?$ { fastcgi_pass unix:/x; } location ~ "^((?U).+\\.phtml)(/?.+)$" { fastcgi_pass unix:/y; }',
      [
        'a:80 | files | visitors | /',
        'a:80 ~ ^/.*\\.php(/.*)?$ | fastcgi | visitors | /index.php',
        'a:80 ~ ^((?U).+\\.phtml)(/?.+)$ | fastcgi | visitors | /suture-probea.phtmla',
      ],
    ],
    [
      'with a pattern that is not read',
      'location ~ (?<!x)y { proxy_pass http://127.0.0.1:1; } location ~ \\.php$ { fastcgi_pass unix:/x; }',
      [
        'a:80 | files | visitors | -',
        'a:80 ~ (?<!x)y | proxy | visitors | -',
        'a:80 ~ \\.php$ | fastcgi | visitors | -',
      ],
    ],
    [
      'with rewrites before them',
      'rewrite ^/old /new; location /old { proxy_pass http://127.0.0.1:1; } location /api/ { rewrite ^/api/(.*) /$1 break; proxy_pass http://127.0.0.1:2; } location / { }',
      ['a:80 /old | proxy | visitors | -', 'a:80 /api/ | proxy | visitors | /api/', 'a:80 / | files | visitors | /'],
    ],
  ])('%s', (_, body, expected) => {
    expect(shown(server(body))).toEqual(expected);
  });

  test('say why there is no request that is sure to take them', () => {
    const routes = server(
      'location ~ (?<!x)y { proxy_pass http://127.0.0.1:1; } location / { if ($a) { proxy_pass http://b:1; } }',
    );
    expect(routes.map(({ whyNoProbe }) => whyNoProbe)).toEqual([
      'a regular expression that comes before it is not one that Suture can read',
      'a regular expression that comes before it is not one that Suture can read',
      'it is taken only where if ($a)',
    ]);
  });

  test('say where they lead on', () => {
    const routes = server(
      `error_page 500 502 /50x.html; location = /50x.html {} location / { auth_request /auth; try_files $uri @app; }
       location @app { proxy_pass http://127.0.0.1:1; } location = /auth { internal; proxy_pass http://127.0.0.1:9; }`,
    );
    expect(routes.map(({ id, leadsTo }) => [id, leadsTo])).toEqual([
      ['a:80 = /50x.html', ['a:80 = /50x.html']],
      ['a:80 /', ['a:80 @app', 'a:80 = /50x.html', 'a:80 = /auth']],
      ['a:80 @app', ['a:80 = /50x.html']],
      ['a:80 = /auth', ['a:80 = /50x.html']],
    ]);
  });

  test('keep the servers of an upstream that wait or are down', () => {
    const [route] = server(
      'location / { proxy_pass http://app; }',
      'upstream app { server 127.0.0.1:1; server 127.0.0.1:2 backup; server 127.0.0.1:3 down; }',
    );
    expect(route?.targets.map(({ role }) => role)).toEqual(['server', 'backup', 'down']);
  });

  test('say which file names them, and who includes it', () => {
    const [, php] = routesOf(
      nginxWith({
        '/etc/nginx/nginx.conf': 'http {\n  include sites/*;\n}\n',
        '/etc/nginx/sites/a': 'server {\n  location ~ \\.php$ {\n    include php.conf;\n  }\n}\n',
        '/etc/nginx/php.conf': 'fastcgi_pass unix:/x;\n',
      }),
    );
    expect(php).toMatchObject({
      at: { file: '/etc/nginx/php.conf', line: 1 },
      includedAt: { file: '/etc/nginx/sites/a', line: 3 },
    });
  });
});

describe('the folder of scripts', () => {
  const at = (params: string, root = '') =>
    server(`${root} location ~ \\.php$ { fastcgi_param SCRIPT_FILENAME ${params}; fastcgi_pass unix:/x; }`).find(
      ({ kind }) => kind === 'fastcgi',
    )?.scripts;

  test.each([
    ['$document_root$fastcgi_script_name', '/srv/a'],
    ['${document_root}${fastcgi_script_name}', '/srv/a'],
    ['$realpath_root$fastcgi_script_name', '/srv/a'],
    ['$request_filename', '/srv/a'],
    ['/app/public$fastcgi_script_name', '/app/public'],
    ['/app/public/$fastcgi_script_name', '/app/public'],
    ['/srv/app/index.php', '/srv/app'],
    ['$document_root/index.php', '/srv/a'],
  ])('of %s', (params, path) => {
    expect(at(params)).toEqual({ state: 'named', path });
  });

  test.each(['$host$fastcgi_script_name', '/srv/$host/public$fastcgi_script_name', 'relative$fastcgi_script_name'])(
    'of %s is not known',
    (params) => {
      expect(at(params)).toEqual({ state: 'unknown' });
    },
  );

  test('of a prefix with an alias', () => {
    const routes = server(
      'location /b/ { alias /srv/b/; location ~ \\.php$ { fastcgi_param SCRIPT_FILENAME $request_filename; fastcgi_pass unix:/x; } }',
    );
    expect(routes.at(-1)?.scripts).toEqual({ state: 'named', path: '/srv/b' });
  });
});

test('500 sites of 20 locations take little more than to read them', () => {
  const locations = Array.from(
    { length: 16 },
    (_, n) => `location /p${n}/ { proxy_pass http://127.0.0.1:${3000 + n}; }`,
  );
  const body = [
    ...locations,
    'location / { try_files $uri /index.php; }',
    'location ~ /\\.(?!well-known) { deny all; }',
  ]
    .concat(
      'location ~* \\.(?:css|js|png)$ { expires 1d; }',
      'location ~ [^/]\\.php(/|$) { fastcgi_pass unix:/run/x.sock; }',
    )
    .join('\n');
  const sites = Array.from(
    { length: 500 },
    (_, n) => `server { server_name s${n}.example; root /srv/s${n};\n${body}\n}`,
  );
  const nginx = nginxWith({ '/etc/nginx/nginx.conf': `events {}\nhttp {\n${sites.join('\n')}\n}\n` });
  // The processor's time: a busy machine takes any time to do it.
  const before = process.cpuUsage();
  const routes = routesOf(nginx);
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  expect(routes).toHaveLength(10_000);
  expect(routes.filter(({ probe }) => probe === null)).toEqual([]);
});
