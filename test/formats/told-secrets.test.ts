import { afterEach, describe, expect, test } from 'vitest';
import { redactSecrets } from '../../src/formats/redact.ts';
import { forgetSecrets, tellSecret, tellSecretsIn, tellWords, toldIn } from '../../src/formats/secrets/told-secrets.ts';

afterEach(forgetSecrets);

test('what has been told is redacted wherever it turns up, and in whatever form', () => {
  tellSecret('s3cr&t "x"');
  for (const text of [
    'PLAIN=s3cr&t "x"',
    'the word s3cr&t "x" in a sentence',
    `GET /${encodeURIComponent('s3cr&t "x"')}`,
    JSON.stringify({ plain: 's3cr&t "x"' }),
    Buffer.from('s3cr&t "x"').toString('base64'),
  ]) {
    expect(redactSecrets(text)).not.toMatch(/s3cr|czNjc/);
  }
});

test('of several lines each is redacted, as diffs have them one by one', () => {
  tellSecret('first line\nsecond line\n');
  expect(redactSecrets('+second line')).toBe('+[redacted]');
});

describe('vars tell', () => {
  test('what their names say is secret, as deep as that is', () => {
    tellSecretsIn('', {
      dbpass: 'Xy12zz34',
      db: { password: 'Ab98cc76', host: 'db.internal' },
      keys: [{ api_key: 'Qw55ee66' }],
    });
    expect(redactSecrets('a Xy12zz34 b Ab98cc76 c Qw55ee66 d db.internal')).toBe(
      'a [redacted] b [redacted] c [redacted] d db.internal',
    );
  });

  test.each([
    ['db_password', 'short'],
    ['db_password', 'password'],
    ['secret_path', '/etc/app/secret.conf'],
    ['token_file', 'Xy12zz34'],
    ['secret_user', 'www-data'],
    ['api_key', '{{ vault_api_key }}'],
    ['token_socket', 'unix:/run/php/token.sock'],
    ['password_service', 'php8.2-fpm.service'],
    ['workers', '4000000'],
  ])('not %s: %s', (name, value) => {
    tellSecretsIn(name, value);
    expect(redactSecrets(`a ${value} b`)).toBe(`a ${value} b`);
  });
});

test('a plan keeps of them the words that stand in it, and can hide nothing else by them', () => {
  tellSecret('Xy12zz34');
  tellSecret('not in there 1');
  expect(toldIn('DB=Xy12zz34 and more')).toEqual(['Xy12zz34']);
  forgetSecrets();
  tellWords(['Xy12zz34', '/usr/bin/evil', '$(id)', 'rm -rf /', '-c', 'a;b12345', 'x']);
  const text = 'Xy12zz34 /usr/bin/evil $(id) rm -rf / -c a;b12345 x';
  expect(redactSecrets(text)).toBe(text.replace('Xy12zz34', '[redacted]'));
});

test('a fleet in which each host has a password of its own costs no more for it', () => {
  for (let host = 0; host < 10_000; host += 1) tellSecret(`Pw${host}x${host * 7}`);
  const text = `${'a line of a log that says nothing, '.repeat(3_000)}Pw77x539 and Pw9999x69993`;
  const started = performance.now();
  expect(redactSecrets(text)).toMatch(/\[redacted\] and \[redacted\]$/);
  expect(performance.now() - started).toBeLessThan(1_500);
  forgetSecrets();
  expect(redactSecrets('Pw77x539')).toBe('Pw77x539');
});
