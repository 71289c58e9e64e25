import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reachableAs } from '../../../src/checks/evidence/show-address.ts';
import { parseFastcgiAddress } from '../../../src/formats/nginx/fastcgi-address.ts';
import { parseNginx } from '../../../src/formats/nginx/parse.ts';

describe('who listens on', () => {
  test.each([
    [{ kind: 'unix', path: '/run/php/php8.2-fpm.sock' }, 'unix:/run/php/php8.2-fpm.sock'],
    [{ kind: 'unix', path: '/srv/my app/php.sock' }, '"unix:/srv/my app/php.sock"'],
    [{ kind: 'unix', path: '/run/$pool.sock' }, null],
    [{ kind: 'unix', path: '/run/a\nb.sock' }, null],
    [{ kind: 'unix', path: 'php.sock' }, null],
    [{ kind: 'tcp', host: '*', port: 9000 }, '127.0.0.1:9000'],
    [{ kind: 'tcp', host: '0.0.0.0', port: 9000 }, '127.0.0.1:9000'],
    [{ kind: 'tcp', host: '::', port: 9000 }, '[::1]:9000'],
    [{ kind: 'tcp', host: '::1', port: 9000 }, '[::1]:9000'],
    [{ kind: 'unix', path: '/run/a;b.sock' }, '"unix:/run/a;b.sock"'],
    [{ kind: 'tcp', host: 'fe80::1', port: 9000 }, '[fe80::1]:9000'],
    [{ kind: 'tcp', host: 'a;b', port: 9000 }, null],
  ] as const)('%j is reached as %s', (listen, written) => {
    expect(reachableAs(listen)).toBe(written);
  });
});

test('what is written for a path, nginx reads as that path again, whatever characters it has', () => {
  const char = fc.constantFrom('a', '/', ' ', '"', "'", '\\', ';', '{', '}', '#', '$', '\n', ':', 'é', 't', '~');
  fc.assert(
    fc.property(fc.array(char, { minLength: 1 }), (chars) => {
      const path = `/${chars.join('')}`;
      const written = reachableAs({ kind: 'unix', path });
      if (written === null) return;
      const read = parseNginx('x', `fastcgi_pass ${written};`);
      const value = read.ok ? read.value[0]?.args[0]?.value : undefined;
      expect(parseFastcgiAddress(value ?? '', null)).toEqual({ kind: 'unix', path });
    }),
    { numRuns: 2000 },
  );
});
