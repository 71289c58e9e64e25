import { describe, expect, test } from 'vitest';
import { fpmPrefix, fpmSettings, optionOf } from '../../src/facts/fpm-settings.ts';
import { poolOption, poolsOf, poolValue } from '../../src/facts/pools.ts';
import { fpmProgram } from './fpm-program.ts';

const MAIN = '/etc/php/8.2/fpm/php-fpm.conf';
const WWW = '/etc/php/8.2/fpm/pool.d/www.conf';
const main = '[global]\nerror_log = /var/log/php8.2-fpm.log\ninclude=/etc/php/8.2/fpm/pool.d/*.conf\n';
const listenOf = (text: string, rest = {}) => poolsOf([fpmProgram({ [MAIN]: text }, rest)])[0]?.listen;

describe('poolsOf', () => {
  test('knows each pool by its name and its master, with its options in their places', () => {
    const text = '[www]\nuser = www-data\nlisten = /run/php/$pool.sock\n';
    expect(poolsOf([fpmProgram({ [MAIN]: main, [WWW]: text })])).toEqual([
      {
        id: `www@${MAIN}`,
        name: 'www',
        configPath: MAIN,
        unit: 'php8.2-fpm.service',
        version: '8.2.35',
        masterPid: 42,
        place: { file: WWW, line: 1, column: 1 },
        listen: { kind: 'unix', path: '/run/php/www.sock' },
        options: [
          {
            key: 'user',
            value: 'www-data',
            source: { file: WWW, line: 2, column: 8, span: { start: 13, end: 21 }, text: 'www-data' },
          },
          {
            key: 'listen',
            value: '/run/php/$pool.sock',
            source: { file: WWW, line: 3, column: 10, span: { start: 31, end: 50 }, text: '/run/php/$pool.sock' },
          },
        ],
      },
    ]);
  });

  test('merges sections of one name over all files; the last assignment counts', () => {
    const [pool, ...more] = poolsOf([
      fpmProgram({ [MAIN]: main, '/a.conf': '[www]\nlisten=/a\n', '/b.conf': '[WWW]\nlisten=/b\n' }),
    ]);
    expect(more).toEqual([]);
    expect(pool).toMatchObject({ name: 'www', place: { file: '/a.conf' }, listen: { path: '/b' } });
    expect(poolOption(pool!, 'Listen')?.source.file).toBe('/b.conf');
  });

  test('gives a file without a header to the section that the file before left open', () => {
    const [pool] = poolsOf([fpmProgram({ [MAIN]: main, '/a.conf': '[www]\nlisten=/a\n', '/b.conf': 'user=b\n' })]);
    expect(poolValue(pool!, 'user')).toBe('b');
  });

  test('tells apart the pools of several masters', () => {
    const old = fpmProgram({ '/etc/php/7.4/fpm/php-fpm.conf': '[www]\nlisten=/old\n' }, { version: '7.4', unit: null });
    const ids = poolsOf([fpmProgram({ [MAIN]: '[www]\nlisten=/new\n' }), old]).map(({ id }) => id);
    expect(ids).toEqual([`www@${MAIN}`, 'www@/etc/php/7.4/fpm/php-fpm.conf']);
  });

  test.each([
    ['a path below the prefix of the build', '[w]\nlisten = run/$pool.sock', { kind: 'unix', path: '/usr/run/w.sock' }],
    [
      'a path below the pool’s prefix',
      '[w]\nprefix=/srv/$pool\nlisten = a.sock',
      { kind: 'unix', path: '/srv/w/a.sock' },
    ],
    ['a path below a relative prefix', '[w]\nprefix=srv\nlisten = a.sock', { kind: 'unix', path: '/usr/srv/a.sock' }],
    ['a port', '[w]\nlisten = 9000', { kind: 'tcp', host: '*', port: 9000 }],
    ['no listen at all', '[w]\nuser=a', null],
    ['a variable', '[w]\nlisten = ${SOCK}', null],
  ])('resolves %s', (_what, text, address) => expect(listenOf(text)).toEqual(address));

  test('takes the prefix of a master that is given one', () => {
    const testCommand = ['/usr/sbin/php-fpm8.2', '-t', '-p', '/opt/php'];
    expect(listenOf('[w]\nlisten=a.sock', { testCommand })).toEqual({ kind: 'unix', path: '/opt/php/a.sock' });
    expect(fpmPrefix(fpmProgram({}, { binary: '/usr/local/sbin/php-fpm' }))).toBe('/usr/local');
  });

  test('reads what it can of a broken file', () => {
    expect(listenOf('[w\n[v]\njunk\nlisten = /v\n')).toEqual({ kind: 'unix', path: '/v' });
  });
});

describe('fpmSettings', () => {
  test('has the global section too', () => {
    const global = fpmSettings(fpmProgram({ [MAIN]: main })).find(({ name }) => name === 'global');
    expect(optionOf(global?.options ?? [], 'error_log')?.value).toBe('/var/log/php8.2-fpm.log');
  });
});

describe('poolOption', () => {
  test('is undefined for a default, and takes named values as they are written', () => {
    const [pool] = poolsOf([fpmProgram({ [MAIN]: '[w]\nenv[A] = 1\n' })]);
    expect(poolOption(pool!, 'listen.owner')).toBeUndefined();
    expect(poolValue(pool!, 'listen.owner')).toBeNull();
    expect(poolOption(pool!, 'env[A]')?.value).toBe('1');
    expect(poolOption(pool!, 'env[a]')).toBeUndefined();
  });
});
