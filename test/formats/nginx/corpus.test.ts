import { describe, expect, test } from 'vitest';
import { sitesOf } from '../../../src/facts/sites.ts';
import { lex } from '../../../src/formats/nginx/lex.ts';
import { parseNginx } from '../../../src/formats/nginx/parse.ts';
import { corpusFiles, corpusText } from '../../corpus/nginx/read-corpus.ts';
import { corpus } from '../../corpus/nginx/table.ts';
import { nginxWith } from '../../facts/nginx-program.ts';

test('the table knows every file of the corpus', () => {
  const files = corpusFiles('.').filter((file) => file.endsWith('.conf'));
  expect([...files].sort()).toEqual(corpus.map(({ file }) => file).sort());
});

describe('of a file of the corpus', () => {
  test.each(corpus)('$file the tokens, joined, are the file again', ({ file }) => {
    const text = corpusText(file);
    const { tokens } = lex(text);
    expect(tokens.map((token) => token.text).join('')).toBe(text);
  });

  test.each(corpus.filter(({ mistake }) => mistake === null))('$file gives a tree', ({ file }) => {
    expect(parseNginx(file, corpusText(file))).toMatchObject({ ok: true });
  });

  test.each(corpus.filter(({ mistake }) => mistake !== null))('$file gives its mistake', ({ file, mistake }) => {
    const result = parseNginx(file, corpusText(file));
    const first = result.ok ? undefined : result.error[0];
    expect({ code: first?.code, line: first?.place?.line }).toEqual(mistake);
  });

  test.each(corpus.filter(({ nginx }) => nginx === null))('$file, which nginx accepts, none is refused', (entry) => {
    expect(entry.mistake).toBeNull();
  });
});

const told = (file: string): readonly string[] =>
  sitesOf(nginxWith({ [`/${file}`]: corpusText(file) })).map(({ id, probePath, targets }) => {
    const addresses = targets.map(({ address }) => {
      if (address === null) return '?';
      return address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;
    });
    return `${id} ${probePath} ${addresses.join(' ')}`.trim();
  });

describe('the sites in', () => {
  test.each<[string, readonly string[]]>([
    ['crlf.conf', ['default:8080 /index.php /run/php/php8.2-fpm.sock']],
    ['debian-default.conf', ['default:8080 /index.php /run/php/php8.2-fpm.sock']],
    ['lua.conf', ['default:8080 /index.php 127.0.0.1:9000']],
    ['one-line.conf', ['default:8080 /index.php /run/php.sock']],
    [
      'several-versions.conf',
      [
        'one.example:8080 /index.php /run/php/php8.1-fpm.sock',
        'two.example:8080 /index.php /run/php/php7.4-fpm.sock',
        'three.example:8080 /index.php /run/php/php8.2-fpm.sock',
        '*.four.example:8080 /index.php /run/php/php8.2-fpm.sock /run/php/php7.4-fpm.sock',
      ],
    ],
    [
      'shop.conf',
      [
        'shop.example:8080 /',
        'shop.example:8443 / /run/php/shop.sock 127.0.0.1:9001 /run/php/shop.sock 127.0.0.1:9001',
      ],
    ],
    ['unicode.conf', ['bücher.example:8080 /index.php /run/php/größe🐘.sock']],
    ['missing-semicolon-at-brace.conf', []],
  ])('%s', (file, sites) => {
    expect(told(file)).toEqual(sites);
  });
});
