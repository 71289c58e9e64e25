import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { poolsOf } from '../../../src/facts/pools.ts';
import { parseFpm } from '../../../src/formats/fpm/parse.ts';
import { corpusFolder, corpusText } from '../../corpus/fpm/read-corpus.ts';
import { corpus } from '../../corpus/fpm/table.ts';
import { fpmProgram } from '../../facts/fpm-program.ts';

// What real PHP-FPM makes of the same files: test/lab/corpus.test.ts.

test('the table knows every file of the corpus', () => {
  const files = readdirSync(corpusFolder).filter((file) => file.endsWith('.conf'));
  expect(files.sort()).toEqual(corpus.map(({ file }) => file).sort());
});

describe('of a file of the corpus', () => {
  test.each(corpus)('$file gives its first mistake, or none', ({ file, mistake }) => {
    expect(parseFpm(file, corpusText(file)).mistakes[0]?.place?.line ?? null).toBe(mistake);
  });

  test.each(corpus.filter(({ fpm }) => fpm === null))('$file, which PHP-FPM accepts, none is refused', (entry) => {
    expect(entry.mistake).toBeNull();
  });
});

const told = (file: string): readonly string[] =>
  poolsOf([fpmProgram({ [`/${file}`]: corpusText(file) })]).map(({ name, listen }) => {
    if (listen === null) return `${name} ?`;
    return `${name} ${listen.kind === 'unix' ? listen.path : `${listen.host}:${listen.port}`}`;
  });

describe('the pools in', () => {
  test.each<[string, readonly string[]]>([
    ['byte-order-mark.conf', ['www *:9000']],
    ['container-image.conf', ['www *:9000']],
    ['crlf.conf', ['www /run/php/www.sock']],
    ['debian-default.conf', ['www /run/php/php8.2-fpm.sock']],
    ['no-listen.conf', ['www ?']],
    ['no-pool.conf', []],
    ['odd-quotes.conf', ['quoted pool /run/php/a b;c.sock']],
    ['said-twice.conf', ['WWW /run/php/WWW.sock', 'other /run/other.sock']],
    ['shared-hosting.conf', ['alice /run/php/alice.sock', 'bob 127.0.0.1:9001', 'carol-api ::1:9002']],
    ['unclosed-section.conf', ['www /run/php/www.sock']],
    ['unicode-no-final-newline.conf', ['größe🐘 /run/php/größe🐘.sock']],
  ])('%s', (file, pools) => {
    expect(told(file)).toEqual(pools);
  });
});
