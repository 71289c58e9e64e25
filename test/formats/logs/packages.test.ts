import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDnfLine } from '../../../src/formats/logs/dnf.ts';
import { parseDpkgLine } from '../../../src/formats/logs/dpkg.ts';

const AT = Date.UTC(2026, 10, 21, 8, 37, 12) / 1000;

describe('dpkg.log', () => {
  test.each([
    ['install nginx:amd64 <none> 1.22.1-9', 'installed', 'nginx', null, '1.22.1-9'],
    ['upgrade php8.2-fpm:amd64 8.2.28-1 8.2.29-1', 'upgraded', 'php8.2-fpm', '8.2.28-1', '8.2.29-1'],
    ['upgrade tzdata:all 2025b-0+deb12u1 2025b-0+deb12u2', 'upgraded', 'tzdata', '2025b-0+deb12u1', '2025b-0+deb12u2'],
    ['remove php8.1-fpm:amd64 8.1.2-1 <none>', 'removed', 'php8.1-fpm', '8.1.2-1', null],
    ['purge php8.1-fpm:amd64 8.1.2-1 <none>', 'removed', 'php8.1-fpm', '8.1.2-1', null],
  ])('%s', (words, verb, name, from, to) => {
    expect(parseDpkgLine(`2026-11-21 09:37:12 ${words}`, 60)).toEqual({ at: AT, verb, name, from, to });
  });

  test.each([
    '2026-11-21 09:37:12 status installed nginx:amd64 1.22.1-9',
    '2026-11-21 09:37:12 configure nginx:amd64 1.22.1-9 <none>',
    '2026-11-21 09:37:12 startup archives unpack',
    '2026-13-41 09:37:12 install nginx:amd64 <none> 1.22.1-9',
    'install nginx:amd64 <none> 1.22.1-9',
    '',
  ])('is silent of %j', (line) => {
    expect(parseDpkgLine(line, 0)).toBeNull();
  });
});

describe('dnf.rpm.log', () => {
  test.each([
    [
      '2026-11-21T08:37:12+0000 SUBDEBUG Installed: nginx-2:1.20.1-14.el9.x86_64',
      'installed',
      'nginx',
      null,
      '2:1.20.1-14.el9',
    ],
    [
      '2026-11-21T09:37:12+0100 SUBDEBUG Upgrade: php-fpm-8.0.30-1.el9.x86_64',
      'upgraded',
      'php-fpm',
      null,
      '8.0.30-1.el9',
    ],
    [
      '2026-11-21T08:37:12Z SUBDEBUG Erase: php-pecl-apcu-5.1.21-1.el9.x86_64',
      'removed',
      'php-pecl-apcu',
      '5.1.21-1.el9',
      null,
    ],
    ['2026-11-21T08:37:12Z SUBDEBUG Downgrade: a-1-1.noarch', 'downgraded', 'a', null, '1-1'],
  ])('%s', (line, verb, name, from, to) => {
    expect(parseDnfLine(line)).toEqual({ at: AT, verb, name, from, to });
  });

  test.each([
    '2026-11-21T08:37:12+0000 SUBDEBUG Upgraded: php-fpm-8.0.27-1.el9.x86_64',
    '2026-11-21T08:37:12+0000 INFO --- logging initialized ---',
    '',
  ])('is silent of %j', (line) => {
    expect(parseDnfLine(line)).toBeNull();
  });
});

test('no line makes either reader throw', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      parseDnfLine(line);
      parseDpkgLine(line, 0);
    }),
  );
});
