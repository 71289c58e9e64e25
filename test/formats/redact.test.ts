import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactSecrets } from '../../src/formats/redact.ts';

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
];

const nearMisses = [
  'fastcgi_pass unix:/run/php/php8.2-fpm.sock;',
  'proxy_pass http://user@backend:8080/a@b;',
  'server_tokens off;',
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

  test('replaces each line of a private key and keeps what surrounds it', () => {
    const key = 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\nb';
    expect(redactSecrets(key)).toBe(
      'a\n-----BEGIN RSA PRIVATE KEY-----\n[redacted]\n[redacted]\n-----END RSA PRIVATE KEY-----\nb',
    );
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

  test('takes linear time over long lines without a secret', () => {
    const started = performance.now();
    redactSecrets('a.b-'.repeat(100_000));
    redactSecrets('"'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
