import { describe, expect, test } from 'vitest';
import { packaging } from '../../../src/collect/first-round/packaging.ts';

const parsed = (name: string, ...lines: readonly string[]) => {
  const text = lines.join('\n');
  const stdout = `${name} ${text.length}\n${text}\n`;
  const fact = packaging.parse({ stdout, bytes: Buffer.from(stdout), exitStatus: 0 });
  return fact.state === 'known' ? fact.value : fact;
};

describe('an entry of tmpfiles.d', () => {
  const entry = (...words: readonly string[]) => ['/usr/lib/tmpfiles.d/php.conf', '2', ...words].join('\t');
  const folder = { owner: 'www-data', group: 'www-data', source: '/usr/lib/tmpfiles.d/php.conf', line: 2 };

  test.each<[string, string, object]>([
    [
      'as Debian has it',
      entry('/run/php', '0755', 'www-data', 'www-data'),
      { ...folder, path: '/run/php', mode: '0755' },
    ],
    [
      'of the old name of /run',
      entry('/var/run/php/', '710', 'www-data', 'www-data'),
      { ...folder, path: '/run/php', mode: '0710' },
    ],
    [
      'that leaves all to the default',
      entry('/run/php', '-', '-', '-'),
      { ...folder, path: '/run/php', owner: 'root', group: 'root', mode: '0755' },
    ],
    [
      'that says no more than the path',
      entry('/run/php'),
      { ...folder, path: '/run/php', owner: 'root', group: 'root', mode: '0755' },
    ],
    [
      'with marks before the mode and names',
      entry('/run/php', '~:2750', ':www-data', ':www-data'),
      { ...folder, path: '/run/php', mode: '2750' },
    ],
  ])('%s', (_, line, expected) => expect(parsed('tmpfiles', line)).toEqual({ folders: [expected], removedPhp: [] }));

  test('whose mode is none is left out', () => {
    expect(parsed('tmpfiles', entry('/run/php', 'rwx', 'a', 'a'))).toEqual({ folders: [], removedPhp: [] });
  });
});

test('what a removed PHP-FPM left is told with its version, dotted', () => {
  expect(
    parsed('left', '7.4\t/etc/php/7.4/fpm', '81\t/etc/opt/remi/php81/php-fpm.d', 'x\t/etc/php/x/fpm'),
  ).toMatchObject({
    removedPhp: [
      { version: '7.4', source: '/etc/php/7.4/fpm', line: null },
      { version: '8.1', source: '/etc/opt/remi/php81/php-fpm.d', line: null },
    ],
  });
});

test("dpkg's word of a removal is told with its line", () => {
  const line = '2026-11-21 09:12:44 remove php7.4-fpm:amd64 7.4.33-1 <none>';
  expect(parsed('removed', `812:${line}`, '813:2026-11-21 09:12:45 remove nginx:amd64 1.22 <none>')).toMatchObject({
    removedPhp: [{ version: '7.4', source: '/var/log/dpkg.log', line: 812, text: line }],
  });
});
