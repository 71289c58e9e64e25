import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellCommand, shellQuote } from '../../src/formats/shell-quote.ts';

test('a real sh hands every quoted word back unchanged', () => {
  const word = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const script = `for word in ${words.map(shellQuote).join(' ')}; do printf '%s\\0' "$word"; done`;
      const printed = execFileSync('sh', ['-c', script]).toString('utf8');
      expect(printed.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

test('a word that needs no quotes gets none', () => {
  expect(shellCommand(['/usr/sbin/nginx', '-t', '-c', '/etc/nginx/nginx.conf'])).toBe(
    '/usr/sbin/nginx -t -c /etc/nginx/nginx.conf',
  );
});

test('an empty word stays a word', () => {
  expect(shellQuote('')).toBe("''");
});

test('a NUL byte is refused', () => {
  expect(() => shellQuote('a\0b')).toThrow('NUL');
});
