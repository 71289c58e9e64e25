import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/facts/log-line.ts';
import { type LogForm, type LogPiece, logLinesOf, MOST_LINES } from '../../src/facts/log-lines.ts';

const AT = Date.UTC(2026, 10, 21, 7, 0, 0) / 1000;
const nginx = (clock: string, message: string) => `2026/11/21 ${clock} [error] 1#1: ${message}`;

const NOW = AT + 600;
const zoneOf = (utcOffsetMinutes: number) => ({ utcOffsetMinutes, before: null });
const read = (
  form: LogForm,
  text: string,
  { since = 0, zone = 0, ...piece }: Partial<LogPiece> & { readonly since?: number; readonly zone?: number } = {},
): readonly LogLine[] =>
  logLinesOf(
    {
      form,
      program: form === 'slow' ? 'php-fpm' : form === 'journal' ? 'nginx' : form,
      pool: null,
      source: form === 'journal' ? 'journal:u' : '/var/log/x.log',
      firstLine: 1,
      writtenAt: null,
      text,
      ...piece,
    },
    { since, now: NOW, zone: zoneOf(zone) },
  );

describe('logLinesOf', () => {
  const text = [nginx('06:59:59', 'old'), nginx('07:00:00', 'a'), 'PHP Stack trace:', nginx('07:00:01', 'b'), ''].join(
    '\n',
  );

  test('keeps what is inside the window, with its place, and drops continuation lines', () => {
    const lines = read('nginx', text, { source: '/var/log/nginx/error.log', firstLine: 40, since: AT });
    expect(lines.map(({ program, source, line, message }) => [program, source, line, message])).toEqual([
      ['nginx', '/var/log/nginx/error.log', 41, 'a'],
      ['nginx', '/var/log/nginx/error.log', 43, 'b'],
    ]);
  });

  test('has no line numbers where the first isn’t known', () => {
    expect(read('nginx', text, { firstLine: null }).map(({ line }) => line)).toEqual([null, null, null]);
  });

  test('reads the file in the host’s zone', () => {
    expect(read('nginx', text, { since: AT, zone: 60 })).toEqual([]);
  });

  test('reads FPM’s log and the journal, each by its own form', () => {
    const fpm = '[21-Nov-2026 07:00:00] NOTICE: ready';
    expect(read('php-fpm', fpm)).toHaveLength(1);
    expect(read('nginx', fpm)).toHaveLength(0);
    const journal = `${AT}.5 web01 php-fpm8.2[7]: [NOTICE] ready`;
    expect(read('journal', journal, { program: 'php-fpm', zone: 840 })[0]?.at).toBe(AT + 0.5);
  });

  test('keeps the newest where there are too many', () => {
    const many = Array.from({ length: MOST_LINES + 5 }, (_, index) => nginx('07:00:00', String(index))).join('\n');
    const lines = read('nginx', many);
    expect([lines.length, lines[0]?.message, lines.at(-1)?.line]).toEqual([MOST_LINES, '5', MOST_LINES + 5]);
  });

  test('reads what PHP wrote into nginx’s log to its end', () => {
    const fatal = [
      nginx(
        '07:00:00',
        '*5 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught Error: no in /srv/a.php:2',
      ),
      'Stack trace:',
      '#0 {main}',
      '  thrown in /srv/a.php on line 2" while reading response header from upstream, client: 127.0.0.1, server: a.b, request: "GET / HTTP/1.1", upstream: "fastcgi://unix:/run/x.sock:", host: "a.b"',
      'a line of nobody’s',
      nginx('07:00:02', 'next'),
      nginx('07:00:03', 'FastCGI sent in stderr: "cut off'),
      nginx('07:00:04', 'last'),
    ].join('\n');
    expect(read('nginx', fatal)).toMatchObject([
      { line: 1, server: 'a.b', request: 'GET / HTTP/1.1', upstream: 'fastcgi://unix:/run/x.sock:', errno: null },
      { line: 6, message: 'next' },
      { line: 7, message: 'FastCGI sent in stderr: "cut off', server: null },
      { line: 8, message: 'last' },
    ]);
  });

  test('takes what PHP writes to the journal, and to a pool’s own log, for PHP’s', () => {
    const fatal = 'PHP Fatal error:  Uncaught Error: no in /srv/a.php:2';
    expect(read('journal', `${AT}.5 web01 php-fpm[7]: ${fatal}`, { program: 'php-fpm' })[0]).toMatchObject({
      program: 'php',
      level: 'Fatal error',
      message: fatal,
    });
    expect(
      read('php', `[21-Nov-2026 08:00:00 Europe/Berlin] ${fatal}\nStack trace:\n#0 {main}`, { pool: 'www' }),
    ).toMatchObject([{ program: 'php', at: AT, pool: 'www', level: 'Fatal error', message: fatal }]);
  });

  test('reads a file whose program has another zone than the host by when it was last written', () => {
    const times = (writtenAt: number | null, zone = 0) => read('nginx', text, { writtenAt, zone }).map(({ at }) => at);
    expect(times(AT + 1)).toEqual([AT - 1, AT, AT + 1]);
    // Its clock is two hours ahead of the host's.
    expect(times(AT + 1 - 7200)).toEqual([AT - 1 - 7200, AT - 7200, AT + 1 - 7200]);
    expect(times(AT + 1, 60)).toEqual([AT - 1, AT, AT + 1]);
    // Somebody else wrote to it later, or touched it.
    expect(times(AT + 200)).toEqual([AT - 1, AT, AT + 1]);
    expect(times(null, 60)).toEqual([AT - 3601, AT - 3600, AT - 3599]);
  });

  test('never throws', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        text,
        '[21-Nov-2026 07:00:00] ',
        ', client: ',
        '"',
        '\n',
        '1763711098 h x: ',
        '[21-Nov-2026 07:00:00 Mars/Base] PHP Fatal error:  x',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.constantFrom<LogForm>('nginx', 'php-fpm', 'php', 'slow', 'journal'),
        (parts, form) => {
          for (const { at } of read(form, parts.join(''), { writtenAt: AT })) expect(Number.isFinite(at)).toBe(true);
        },
      ),
    );
  });
});
