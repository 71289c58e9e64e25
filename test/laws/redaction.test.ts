import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactSecrets } from '../../src/formats/redact.ts';

// Whatever a secret is called and in whatever syntax it stands, it doesn't survive; and what a diagnosis needs does.

const NAMES = [
  'DB_PASSWORD',
  'db_password',
  'dbPassword',
  'password',
  'passwd',
  'dbpass',
  'DB_PASS',
  'rootpw',
  'db_pwd',
  'passphrase',
  'SECRET_KEY_BASE',
  'SECRET',
  'client_secret',
  'clientSecret',
  'API_KEY',
  'apiKey',
  'x-api-key',
  'APP_KEY',
  'access_token',
  'accessToken',
  'authtoken',
  'refresh-token',
  'TOKEN',
  'private_key',
  'encryptionKey',
  'signing_key',
  'aws_secret_access_key',
  'AUTH_SALT',
  'smtp_password',
  'redis.password',
  'credentials',
  'session_token',
  'csrf_token',
  'mail.smtp.password',
  'requirepass',
  'storage_key',
  'master-key',
  'MYSQL_ROOT_PASSWORD',
];
type Syntax = (name: string, value: string) => string;
const SYNTAXES: Readonly<Record<string, Syntax>> = {
  environment: (n, v) => `${n}=${v}`,
  exported: (n, v) => `export ${n}="${v}"`,
  'a unit': (n, v) => `Environment="${n}=${v}" "X=1"`,
  'a unit, bare': (n, v) => `Environment=${n}=${v}`,
  'a pool': (n, v) => `env[${n}] = ${v}`,
  'a pool, quoted': (n, v) => `env['${n}'] = "${v}"`,
  'php.ini': (n, v) => `${n} = ${v}`,
  'a comment': (n, v) => `; ${n} = "${v}"`,
  'a diff': (n, v) => `-  ${n} = ${v}\n+  ${n} = x`,
  yaml: (n, v) => `  ${n}: ${v}`,
  'yaml, quoted': (n, v) => `  ${n}: '${v}'`,
  'yaml in one line': (n, v) => `vars: { a: 1, ${n}: ${v}, b: 2 }`,
  json: (n, v) => `{"a": 1, "${n}": "${v}", "b": 2}`,
  'json in json': (n, v) => JSON.stringify({ said: JSON.stringify({ a: 1, [n]: v }) }),
  'json, tight': (n, v) => `{"${n}":"${v}"}`,
  'lines in a text': (n, v) => `content: "A=b\\n${n}=${v}\\nC=d"`,
  'a PHP array': (n, v) => `'host' => 'db', '${n}' => '${v}', 'x' => 1`,
  'a PHP array, tight': (n, v) => `["${n}"=>"${v}"]`,
  'an element of a PHP array': (n, v) => `$config['${n}'] = '${v}';`,
  'a PHP constant': (n, v) => `define('${n}', '${v}');`,
  'a PHP variable': (n, v) => `$${n.replaceAll(/\W/g, '_')} = "${v}";`,
  lua: (n, v) => `local ${n.replaceAll(/\W/g, '_')} = "${v}"`,
  compared: (n, v) => `if (${n} == "${v}") {`,
  'a query': (n, v) => `"GET /index.php?a=1&${n}=${v}&b=2 HTTP/1.1"`,
  'a query, encoded': (n, v) => `"GET /x?user%5B${n}%5D=${encodeURIComponent(v)} HTTP/1.1"`,
  'a query in brackets': (n, v) => `"GET /x?user[${n}]=${v} HTTP/1.1"`,
  'a list in a query': (n, v) => `"GET /x?${n}%5B%5D=${v} HTTP/1.1"`,
  'an address in a query': (n, v) => `"GET /go?to=https%3A%2F%2Fx%2F%3F${n}%3D${v} HTTP/1.1"`,
  'a referrer': (n, v) => `referrer: "https://x.example/?${n}=${v}"`,
  'a form': (n, v) => `body: a=1&${n}=${v}`,
  'a header': (n, v) => `${n}: ${v}`,
  fastcgi_param: (n, v) => `fastcgi_param ${n.replaceAll(/[^\w-]/g, '_')} "${v}";`,
  proxy_set_header: (n, v) => `proxy_set_header ${n.replaceAll(/[^\w-]/g, '-')} ${v};`,
  more_set_headers: (n, v) => `more_set_input_headers "${n}: ${v}";`,
  set: (n, v) => `set $${n.replaceAll(/\W/g, '_')} ${v};`,
  'a map to it': (n, v) => `map $host $${n.replaceAll(/\W/g, '_')} {\n  a.example ${v};\n}`,
  'a map from it': (n, v) => `map $http_${n.replaceAll(/\W/g, '_')} $who {\n  "${v}" one;\n}`,
  'a condition': (n, v) => `if ($arg_${n.replaceAll(/\W/g, '_')} != ${v}) { return 403; }`,
  xml: (n, v) => `<config><${n}>${v}</${n}></config>`,
  'an attribute': (n, v) => `<db ${n}="${v}" host="x"/>`,
  'a data source': (n, v) => `mysql:host=db;${n}=${v};dbname=app`,
  'an option': (n, v) => `tool --host x --${n} ${v} run`,
  'an option, equalled': (n, v) => `tool --${n}=${v} run`,
};

const value = fc
  .tuple(fc.stringMatching(/^[A-Za-z]{3,8}$/), fc.integer({ min: 10, max: 99 }), fc.stringMatching(/^[A-Za-z]{3,8}$/))
  .map(([before, number, after]) => `${before}${number}${after}`);

describe.each(Object.entries(SYNTAXES))('by its name, in %s', (_, write) => {
  test('no secret survives', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), value, (name, secret) => {
        expect(redactSecrets(write(name, secret))).not.toContain(secret);
      }),
      { numRuns: 150 },
    );
  });
});

const PLACES: Readonly<Record<string, (secret: string) => string>> = {
  'a stack trace': (v) => `#0 /srv/login.php(12): login('root', '${v}')`,
  'a stack trace of a method': (v) => `#12 /srv/db.php(3): PDO->__construct('mysql:host=db', 'app', '${v}')`,
  'an internal frame': (v) => `#0 [internal function]: login('${v}')`,
  'an exception': (v) => `PHP Fatal error:  Uncaught Exception: bad login ${v} in /x.php:3`,
  'an address': (v) => `redis://app:${v}@db:6379/0`,
  'an address without a user': (v) => `redis://:${v}@db:6379/0`,
  'a key as user': (v) => `https://${v}1234567890@o1.ingest.example/4`,
  Authorization: (v) => `Authorization: Bearer ${v}`,
  'Authorization in nginx': (v) => `proxy_set_header Authorization "Bearer ${v}";`,
  Basic: (v) => `Authorization: Basic ${Buffer.from(`admin:${v}`).toString('base64')}`,
  'a map of Authorization': (v) => `map $http_authorization $ok { default 0; "Bearer ${v}" 1; }`,
  'a cookie': (v) => `Cookie: wordpress_logged_in=${v}; a=b`,
  'a set cookie': (v) => `add_header Set-Cookie "sid=${v}; Path=/";`,
  'a session id': (v) => `"GET /x?PHPSESSID=${v} HTTP/1.1"`,
  'a file of a session': (v) =>
    `open(/var/lib/php/sessions/sess_${v}abcdefghij, O_RDWR) failed: Permission denied (13)`,
  secure_link_md5: (v) => `secure_link_md5 "$secure_link_expires$uri ${v}";`,
  secure_link_secret: (v) => `secure_link_secret ${v};`,
  encrypted_session_key: (v) => `encrypted_session_key "${v}";`,
  lua: (v) => `access_by_lua_block {\n  if ngx.var.http_x ~= "${v}" then ngx.exit(403) end\n}`,
  'lua in one line': (v) => `set_by_lua $x 'return "${v}"';`,
  mysql: (v) => `mysql -uroot -p${v} app`,
  mysqldump: (v) => `mysqldump --single-transaction -u root -p'${v}' app`,
  curl: (v) => `curl -s -u admin:${v} http://x/`,
  'redis-cli': (v) => `redis-cli -h db -a ${v} ping`,
  sshpass: (v) => `sshpass -p ${v} ssh ops@x`,
  PGPASSWORD: (v) => `PGPASSWORD=${v} psql -h db`,
  htpasswd: (v) => `htpasswd -b /etc/nginx/.htpasswd ops ${v}`,
  SQL: (v) => `CREATE USER app IDENTIFIED BY '${v}'`,
  'an apr1 hash': (v) => `ops:$apr1$abc$${v}${v}`,
  'a bcrypt hash': (v) => `ops:$2y$10$${v}${v}`,
  'a SHA hash': (v) => `ops:{SHA}${v}${v}=`,
  'a shadow entry': (v) => `ops:$6$salt$${v}${v}:19000:0:99999:7:::`,
  'a hook of Slack': (v) => `https://hooks.slack.com/services/T000/B000/${v}`,
  'a hook of Discord': (v) => `https://discord.com/api/webhooks/123/${v}`,
  'a hook of Teams': (v) => `https://x.webhook.office.com/webhookb2/${v}`,
  'a token of GitHub': (v) => `ghp_${v}abcdefghij0123456789`,
  'a web token': (v) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${v}`,
  'a key of AWS': () => 'AKIAIOSFODNN7EXAMPLE',
  'a signed address': (v) => `"GET /f?X-Amz-Signature=${v}&X-Amz-Date=1 HTTP/1.1"`,
  'any parameter': (v) => `"GET /x?p=${v}&t=${v} HTTP/1.1"`,
  'a reset': (v) => `"GET /wp-login.php?action=rp&key=${v}&login=admin HTTP/1.1"`,
  'a private key': (v) => `-----BEGIN PRIVATE KEY-----\n${v}${v}\n-----END PRIVATE KEY-----`,
  'redis.conf': (v) => `requirepass ${v}`,
  'a note': (v) => `# user admin / ${v}`,
  netrc: (v) => `machine x login ops password ${v}`,
};

describe.each(Object.entries(PLACES))('by its place, in %s', (_, write) => {
  test('no secret survives', () => {
    fc.assert(
      fc.property(value, (secret) => {
        const text = redactSecrets(write(secret));
        expect(text).toContain('[redacted]');
        expect(text).not.toContain(secret);
        for (const [word] of text.matchAll(/[A-Za-z0-9+/]{12,}={0,2}/g))
          expect(atob(word.replace(/=+$/, '').slice(0, word.length - (word.length % 4 === 1 ? 1 : 0)))).not.toContain(
            secret,
          );
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a diagnosis needs stays', () => {
  test.each([
    '2026/11/30 20:00:00 [crit] 77#77: *9 connect() to unix:/run/php/php8.2-fpm.sock failed (13: Permission denied) while connecting to upstream, client: 10.0.0.1, server: shop.example, request: "GET /index.php?page=2&sort=price&ver=6.4.2 HTTP/1.1", upstream: "fastcgi://unix:/run/php/php8.2-fpm.sock:", host: "shop.example"',
    '2026/11/30 20:00:00 [error] 77#77: *9 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: _, request: "POST /login HTTP/2.0", upstream: "http://127.0.0.1:3000/login", host: "auth.example.com", referrer: "https://auth.example.com/token"',
    '2026/11/30 20:00:00 [error] 77#77: *1 open() "/etc/nginx/.htpasswd" failed (13: Permission denied), client: ::1',
    '2026/11/30 20:00:00 [emerg] 77#77: cannot load certificate key "/etc/ssl/private/token.key": BIO_new_file() failed (SSL: error:8000000D:system library::Permission denied)',
    '2026/11/30 20:00:00 [error] 7#7: *2 FastCGI sent in stderr: "PHP message: PHP Parse error:  syntax error, unexpected token \\";\\", expecting \\"]\\" in /srv/app/auth.php on line 3" while reading response header from upstream',
    "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [1045] Access denied for user 'app'@'10.0.0.5' (using password: YES) in /srv/db.php:3",
    'PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /srv/db.php:3',
    'PHP Fatal error:  Uncaught Error: Call to undefined function mb_strlen() in /srv/app/Password/Reset.php:12',
    'PHP Fatal error:  Uncaught Error: Class "App\\Http\\Kernel" not found in /srv/app/public/index.php:51',
    'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /srv/token/key.php on line 9',
    'PHP Warning:  Unknown: open_basedir restriction in effect. File(/srv/key/index.php) is not within the allowed path(s): (/srv/www:/tmp) in Unknown on line 0',
    'NOTICE: PHP message: RedisException: NOAUTH Authentication required.',
    'WARNING: [pool auth] server reached pm.max_children setting (5), consider raising it',
    'ERROR: [pool www] unable to read what child say: Bad file descriptor (9)',
    'systemd[1]: php8.2-fpm.service: Failed at step NAMESPACE spawning /usr/sbin/php-fpm8.2: No such file or directory',
    'fastcgi_pass auth_backend;',
    'fastcgi_pass unix:/run/php/token.sock;',
    'proxy_pass http://auth_upstream/token/;',
    'proxy_pass https://key.example.com:8443;',
    'set $auth_upstream http://127.0.0.1:9000;',
    'set $token_backend unix:/run/php/token.sock;',
    'auth_request /auth;',
    'auth_request_set $auth_status $upstream_status;',
    'auth_basic "Members";',
    'ssl_certificate_key /etc/ssl/private/shop.key;',
    'ssl_session_ticket_key /etc/nginx/ticket.key;',
    'fastcgi_cache_key "$scheme$request_method$host$request_uri";',
    'proxy_cache_key $host$uri$is_args$args;',
    'fastcgi_cache_path /var/cache/nginx levels=1:2 keys_zone=auth:10m inactive=60m;',
    'limit_req_zone $binary_remote_addr zone=login:10m rate=5r/s;',
    'map $http_upgrade $connection_upgrade { default upgrade; "" close; }',
    'server_name auth.example.com secret.example.com token.example.com;',
    'location ~ ^/(?:token|password)/(?<key>[a-z]+)$ {',
    'rewrite ^/token/(.*)$ /index.php?q=$1 last;',
    'try_files $uri $uri/ /index.php?$query_string;',
    'fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;',
    'fastcgi_param QUERY_STRING $query_string;',
    'fastcgi_param PHP_VALUE "open_basedir=/srv/www:/tmp";',
    'listen = /run/php/token.sock',
    'php_admin_value[error_log] = /var/log/php/auth-errors.log',
    'php_admin_value[session.save_path] = /var/lib/php/sessions',
    'session.name = PHPSESSID',
    'Environment=PHP_INI_SCAN_DIR=/etc/php/8.2/fpm/conf.d',
    'Environment="PORT=3000" "NODE_ENV=production"',
    'ExecStart=/usr/bin/gunicorn --bind unix:/run/app.sock --user www-data app.wsgi',
    'www-data 812 0.0 php-fpm: pool token',
    'docker run -u 1000:1000 -p 127.0.0.1:9000:9000 php:8.2-fpm',
    'upstream sent too big header while reading response header from upstream',
    'uid 33 needs +x on /srv/secret (0700 root:root)',
    'the password is asked for; give it with --ask-become-pass',
    'c9 chmod 0660 /run/php/token.sock',
  ])('%s', (text) => expect(redactSecrets(text)).toBe(text));
});
