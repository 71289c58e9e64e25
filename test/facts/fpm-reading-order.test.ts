import { describe, expect, test } from 'vitest';
import { inReadingOrder } from '../../src/facts/fpm-reading-order.ts';
import { fpmProgram } from './fpm-program.ts';

/** Each section with the values in it: what PHP-FPM itself makes of an include, test/lab/corpus.test.ts asks it. */
const read = (files: Readonly<Record<string, string>>): readonly string[] =>
  inReadingOrder(fpmProgram(files).files, '/etc').map(
    ({ file, section }) => `${file} ${section.name ?? '-'} ${section.options.map(({ value }) => value).join()}`,
  );

describe('inReadingOrder', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'an included file stands where its include does, and what follows has no header of its own',
      { '/etc/f': '[a]\nuser=1\ninclude=d/*\nuser=2\n[b]\nuser=3\n', '/etc/d/x': '[x]\nuser=x\n' },
      ['/etc/f a 1', '/etc/d/x x x', '/etc/f - 2', '/etc/f b 3'],
    ],
    [
      'files of one pattern come in their order, each with what it includes',
      { '/f': 'include=/d/*\n', '/d/1': 'user=1\ninclude=/e\n', '/d/2': 'user=2\n', '/e': 'user=e\n' },
      ['/d/1 - 1', '/e - e', '/d/2 - 2'],
    ],
    [
      'a file that is included by itself, or twice, is read once',
      { '/f': 'user=f\ninclude=/d/*\ninclude=/d/1\n', '/d/1': 'user=1\ninclude=/f\ninclude=/d/1\n' },
      ['/f - f', '/d/1 - 1'],
    ],
    ['a file that no include is seen to name comes last', { '/f': 'user=f\n', '/g': 'user=g\n' }, ['/f - f', '/g - g']],
    ['a path is compared without its detours', { '/f': 'include=/x/../d//*\n', '/d/1': 'user=1\n' }, ['/d/1 - 1']],
  ])('%s', (_what, files, expected) => {
    expect(read(files)).toEqual(expected);
  });

  test('a host that includes without end is read in no time', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`/d/${index}`, '']));
    const pattern = `include=/d/${'*a'.repeat(20)}\n`;
    expect(read({ '/f': `${pattern.repeat(20_000)}user=f\n`, ...many })).toEqual(['/f - f']);
  });
});
