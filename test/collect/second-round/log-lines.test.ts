import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../../src/collect/compose.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { type LogQuestion, logLinesFor } from '../../../src/collect/second-round/log-lines.ts';
import type { LogLine } from '../../../src/facts/log-line.ts';
import { shells, withShell } from '../shells.ts';

const BOUNDARY = 'suture-logs';
const NOW = Date.UTC(2026, 10, 21, 12) / 1000;
const SINCE = NOW - 900;
const folder = mkdtempSync(join(tmpdir(), 'suture logs '));
const at = (name: string): string => join(folder, name);

/** What nginx writes, by the host's clock in UTC. */
const line = (seconds: number, message: string): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} [error] 7#7: ${message}\n`;

/** What PHP-FPM writes. */
const fpmLine = (seconds: number, message: string): string => {
  const [, day, month, year, time] = /, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(new Date(seconds * 1000).toUTCString()) ?? [];
  return `[${day}-${month}-${year} ${time}] WARNING: [pool www] ${message}\n`;
};

function write(name: string, text: string | Buffer, writtenAt: number): void {
  writeFileSync(at(name), text);
  utimesSync(at(name), writtenAt, writtenAt);
}

async function ask(shell: string, more: Partial<LogQuestion>, zone = 'UTC0'): Promise<readonly LogLine[]> {
  const collector = logLinesFor({
    files: [],
    phpIni: [],
    units: [],
    since: SINCE,
    now: NOW,
    utcOffsetMinutes: 0,
    ...more,
  });
  return withShell(shell, async (session) => {
    const script = compose({ prelude: `user_id=0 TZ=${zone}; export user_id TZ`, lanes: [[collector]] }, BOUNDARY, 20);
    const asked = await session.ask(script, { timeoutMs: 30_000, maxOutputBytes: 8_000_000 });
    if (!asked.ok) throw new Error(asked.error.message);
    const fact = collector.parse(sectionsOf(asked.value.stdout, BOUNDARY).get('logLines'));
    if (fact.state !== 'known') throw new Error(fact.why);
    return fact.value;
  });
}

const nginx = (name: string) => ({ form: 'nginx' as const, path: at(name), pool: null });
const told = (lines: readonly LogLine[]) =>
  lines.map(({ source, line: number, message }) => [source.slice(folder.length + 1), number, message]);

beforeAll(() => {
  const old = line(SINCE - 60, 'too old');
  write('error.log', `${old}${line(SINCE + 1, 'one')}${line(SINCE + 2, 'two')}`, SINCE + 2);
  write('quiet.log', old, SINCE - 60);
  write('quiet.log.1', old, SINCE - 90);
  write('rotated.log', '', NOW - 60);
  write('rotated.log.1', `${old}${line(NOW - 120, 'yesterday’s file')}`, NOW - 120);
  write('rotated.log.2.gz', gzipSync(`${old}${line(NOW - 180, 'packed')}`), NOW - 180);
  write('rotated.log.3.gz', gzipSync(old), SINCE - 60);
  write('dated.log', line(NOW - 5, 'now'), NOW - 5);
  write('dated.log-20261121', line(NOW - 600, 'by date'), NOW - 600);
  write('dated.log-20261120.gz', gzipSync(line(NOW - 700, 'packed by date')), NOW - 700);
  write('large.log', `${line(SINCE + 5, 'x'.repeat(200)).repeat(4000)}${line(NOW - 1, 'last')}`, NOW - 1);
  write('ahead.log', `${line(SINCE - 60 + 7200, 'old')}${line(NOW - 30 + 7200, 'two hours ahead')}`, NOW - 30);
  write('behind.log', `${line(SINCE - 60 - 7200, 'old')}${line(NOW - 30 - 7200, 'two hours behind')}`, NOW - 30);
  write(
    'fpm.log',
    `${fpmLine(SINCE - 60, 'too old')}${fpmLine(NOW - 9, 'child 8 exited on signal 11 (SIGSEGV)')}`,
    NOW - 9,
  );
  const fatal = 'PHP Fatal error:  Uncaught Error: no in /srv/a.php:2';
  write('php_errors.log', `[21-Nov-2026 12:59:58 Europe/Berlin] ${fatal}\nStack trace:\n#0 {main}\n`, NOW - 2);
  mkdirSync(at('fpm/conf.d'), { recursive: true });
  writeFileSync(at('fpm/php.ini'), '; error_log = /commented/out.log\nerror_log = syslog\n');
  writeFileSync(at('fpm/conf.d/20-log.ini'), `error_log = "${at('php_errors.log')}" ; ours\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(shells)('by %s', (shell) => {
  test('lines of before the window stay on the host, and the others have their number', async () => {
    expect(told(await ask(shell, { files: [nginx('error.log'), nginx('quiet.log'), nginx('missing.log')] }))).toEqual([
      ['error.log', 2, 'one'],
      ['error.log', 3, 'two'],
    ]);
  });

  test('rotated files are read as far as the window reaches, packed ones too', async () => {
    expect(told(await ask(shell, { files: [nginx('rotated.log')] }))).toEqual([
      ['rotated.log.2.gz', null, 'packed'],
      ['rotated.log.1', 2, 'yesterday’s file'],
    ]);
    expect(told(await ask(shell, { files: [nginx('dated.log')] }))).toEqual([
      ['dated.log-20261120.gz', null, 'packed by date'],
      ['dated.log-20261121', 1, 'by date'],
      ['dated.log', 1, 'now'],
    ]);
  });

  test('of a large file the end is read, and its lines are counted from its beginning', async () => {
    const lines = await ask(shell, { files: [nginx('large.log')] });
    expect(lines.at(-1)).toMatchObject({ line: 4001, message: 'last' });
    expect(lines).toHaveLength(1000);
  });

  test('a file in another zone than the host’s is read in its own', async () => {
    expect(told(await ask(shell, { files: [nginx('ahead.log'), nginx('behind.log')] }))).toEqual([
      ['ahead.log', 2, 'two hours ahead'],
      ['behind.log', 2, 'two hours behind'],
    ]);
  });

  test('PHP-FPM’s log is cut where the window begins', async () => {
    const [only, ...others] = await ask(shell, { files: [{ form: 'php-fpm', path: at('fpm.log'), pool: null }] });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ program: 'php-fpm', line: 2, at: NOW - 9, pid: 8, pool: 'www' });
  });

  test('the log that php.ini names is found, the last of several names counts', async () => {
    expect(await ask(shell, { phpIni: [at('nowhere'), at('fpm')] })).toMatchObject([
      { program: 'php', source: at('php_errors.log'), line: 1, at: NOW - 2, level: 'Fatal error' },
    ]);
  });

  test('a file that two directives name by two paths is read once', async () => {
    const twice = { ...nginx('error.log'), path: join(folder, 'fpm', '..', 'error.log') };
    expect(await ask(shell, { files: [nginx('error.log'), twice] })).toHaveLength(2);
  });

  test('where summer time ended in the window, lines of both sides are in order', async () => {
    const set = Date.UTC(2026, 9, 25, 1) / 1000;
    const wall = (seconds: number) => seconds + (seconds < set ? 7200 : 3600);
    write(
      'autumn.log',
      [-600, -60, 60, 300].map((seconds) => line(wall(set + seconds), `at ${seconds}`)).join(''),
      set + 300,
    );
    const asked = { files: [nginx('autumn.log')], since: set - 800, now: set + 310, utcOffsetMinutes: 60 };
    // Berlin's rule as POSIX writes it: not every machine knows the zones by name.
    const lines = await ask(shell, asked, 'CET-1CEST,M3.5.0,M10.5.0/3');
    expect(lines.map((each) => [each.at - set, each.message])).toEqual(
      [-600, -60, 60, 300].map((seconds) => [seconds, `at ${seconds}`]),
    );
  });
});
