import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setOption } from '../../../src/formats/fpm/edit.ts';
import { parseFpm, sameSection } from '../../../src/formats/fpm/parse.ts';

describe('setOption', () => {
  test.each([
    [
      'replaces the value and nothing else',
      '[www]\nlisten.owner  =  root ; who\nuser = a\n',
      '[www]\nlisten.owner  =  www-data ; who\nuser = a\n',
    ],
    [
      'replaces the last of several',
      '[www]\nlisten.owner=a\nlisten.owner=b',
      '[www]\nlisten.owner=a\nlisten.owner=www-data',
    ],
    ['keeps the quotes', '[www]\nlisten.owner = "root"\n', '[www]\nlisten.owner = "www-data"\n'],
    ['leaves an equal value as it is', "[www]\nlisten.owner = 'www-data'\n", "[www]\nlisten.owner = 'www-data'\n"],
    ['finds the key in any case', '[www]\nListen.Owner = root\n', '[www]\nListen.Owner = www-data\n'],
    ['fills in a missing value', '[www]\nlisten.owner =\n', '[www]\nlisten.owner = www-data\n'],
    [
      'adds a line below the commented default',
      '[www]\nuser = a\n;listen.owner = root\n;listen.mode = 0660\nuser = b\n',
      '[www]\nuser = a\n;listen.owner = root\nlisten.owner = www-data\n;listen.mode = 0660\nuser = b\n',
    ],
    [
      'prefers a default to prose that names it',
      '[www]\n;listen.owner = root\n; listen.owner = x is rare\n',
      '[www]\n;listen.owner = root\nlisten.owner = www-data\n; listen.owner = x is rare\n',
    ],
    [
      'adds a line below the last assignment',
      '[www]\nuser = a\n\n; the other pool\n[blue]\nuser = b\n',
      '[www]\nuser = a\nlisten.owner = www-data\n\n; the other pool\n[blue]\nuser = b\n',
    ],
    ['adds a line below a lone header', '[www]', '[www]\nlisten.owner = www-data'],
    [
      'adds to the last of several sections of that name',
      '[www]\nuser=a\n[blue]\n[WWW]\nuser=b\n',
      '[www]\nuser=a\n[blue]\n[WWW]\nuser=b\nlisten.owner = www-data\n',
    ],
    [
      'stays in front of an include',
      '[www]\nuser = a\ninclude = x/*.conf\n',
      '[www]\nuser = a\nlisten.owner = www-data\ninclude = x/*.conf\n',
    ],
    ['keeps CRLF', '[www]\r\nuser = a\r\n', '[www]\r\nuser = a\r\nlisten.owner = www-data\r\n'],
    ['keeps CRLF at an end without a line break', '[www]\r\nuser = a', '[www]\r\nuser = a\r\nlisten.owner = www-data'],
    ['keeps the indent', '[www]\n  user = a\n', '[www]\n  user = a\n  listen.owner = www-data\n'],
    [
      'ignores another section',
      '[blue]\nlisten.owner = b\n[www]\nlisten.owner = a\n',
      '[blue]\nlisten.owner = b\n[www]\nlisten.owner = www-data\n',
    ],
  ])('%s', (_what, before, after) => expect(setOption(before, 'www', 'listen.owner', 'www-data')).toBe(after));

  test('tells that there is no such section', () => {
    expect(setOption('[blue]\n', 'www', 'listen.owner', 'a')).toBeNull();
  });

  test('sets what stands before the first header', () => {
    expect(setOption('user = a\n[www]\nuser = b\n', null, 'user', 'c')).toBe('user = c\n[www]\nuser = b\n');
  });

  test('sets a named value, in its own case', () => {
    const text = '[www]\nenv[path] = a\nenv[PATH] = b\n';
    expect(setOption(text, 'www', 'env[PATH]', 'x y')).toBe('[www]\nenv[path] = a\nenv[PATH] = "x y"\n');
  });
});

describe('editing', () => {
  const line = fc.constantFrom(
    '[www]',
    '[blue]',
    '[global]',
    'user = a',
    'user = "b" ; c',
    'listen=/x',
    '  pm = static',
    ';user = z',
    '; user = prose',
    ';;;',
    '',
    'env[A] = x',
    'junk',
    'user =',
    'listen = "open',
    'include = *.conf',
  );
  const file = fc
    .tuple(fc.array(line, { maxLength: 15 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, eol, last]) => ['[www]', ...lines].join(eol) + (last ? eol : ''));
  const key = fc.constantFrom('user', 'listen', 'pm', 'env[A]', 'slowlog');
  const value = fc.constantFrom('www-data', '/run/a.sock', 'a b', 'x;y', 'a"b');

  const effective = (text: string, wanted: string) =>
    parseFpm('f', text)
      .sections.filter(({ name }) => sameSection(name, 'www'))
      .flatMap(({ options }) => options)
      .findLast((option) => option.key === wanted)?.value;
  const others = (text: string, wanted: string) =>
    parseFpm('f', text).sections.flatMap(({ name, options }) =>
      options
        .filter((option) => !(sameSection(name, 'www') && option.key === wanted))
        .map((option) => [name, option.key, option.raw]),
    );

  test('sets the option, changes one span or one line, and changes nothing when asked again', () => {
    fc.assert(
      fc.property(file, key, value, (text, wanted, chosen) => {
        const edited = setOption(text, 'www', wanted, chosen) ?? '';
        expect(effective(edited, wanted)).toBe(chosen);
        expect(others(edited, wanted)).toEqual(others(text, wanted));
        expect(setOption(edited, 'www', wanted, chosen)).toBe(edited);
        expect(edited.endsWith('\n')).toBe(text.endsWith('\n'));
        const [before, after] = [text.split(/\r?\n/), edited.split(/\r?\n/)];
        const changed = after.findIndex((now, index) => now !== before[index]);
        if (changed >= 0) after.splice(changed, 1);
        if (changed >= 0 && after.length < before.length) before.splice(changed, 1);
        expect(after).toEqual(before);
        expect(/\r\n/.test(text) ? /[^\r]\n/.test(edited) : edited.includes('\r')).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
