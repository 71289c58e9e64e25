import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logLinesOf, MOST_LINES } from '../../src/facts/log-lines.ts';

const AT = Date.UTC(2026, 10, 21, 7, 0, 0) / 1000;
const nginx = (clock: string, message: string) => `2026/11/21 ${clock} [error] 1#1: ${message}`;

describe('logLinesOf', () => {
  const text = [nginx('06:59:59', 'old'), nginx('07:00:00', 'a'), 'PHP Stack trace:', nginx('07:00:01', 'b'), ''].join(
    '\n',
  );

  test('keeps what is inside the window, with its place, and drops continuation lines', () => {
    const lines = logLinesOf('nginx', '/var/log/nginx/error.log', text, 40, AT, 0);
    expect(lines.map(({ program, source, line, message }) => [program, source, line, message])).toEqual([
      ['nginx', '/var/log/nginx/error.log', 41, 'a'],
      ['nginx', '/var/log/nginx/error.log', 43, 'b'],
    ]);
  });

  test('has no line numbers where the first isn’t known', () => {
    expect(logLinesOf('nginx', 'x', text, null, 0, 0).map(({ line }) => line)).toEqual([null, null, null]);
  });

  test('reads the file in the host’s zone', () => {
    expect(logLinesOf('nginx', 'x', text, null, AT, 60)).toEqual([]);
  });

  test('reads FPM’s log and the journal, each by its own form', () => {
    const fpm = '[21-Nov-2026 07:00:00] NOTICE: ready';
    expect(logLinesOf('php-fpm', '/var/log/php8.2-fpm.log', fpm, 1, 0, 0)).toHaveLength(1);
    expect(logLinesOf('nginx', '/var/log/nginx/error.log', fpm, 1, 0, 0)).toHaveLength(0);
    const journal = `${AT}.5 web01 php-fpm8.2[7]: [NOTICE] ready`;
    expect(logLinesOf('php-fpm', 'journal:php8.2-fpm.service', journal, null, 0, 999)[0]?.at).toBe(AT + 0.5);
  });

  test('keeps the newest where there are too many', () => {
    const many = Array.from({ length: MOST_LINES + 5 }, (_, index) => nginx('07:00:00', String(index))).join('\n');
    const lines = logLinesOf('nginx', 'x', many, 1, 0, 0);
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
    expect(logLinesOf('nginx', 'x', fatal, 1, 0, 0)).toMatchObject([
      { line: 1, server: 'a.b', request: 'GET / HTTP/1.1', upstream: 'fastcgi://unix:/run/x.sock:', errno: null },
      { line: 6, message: 'next' },
      { line: 7, message: 'FastCGI sent in stderr: "cut off', server: null },
      { line: 8, message: 'last' },
    ]);
  });

  test('never throws', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(text, '[21-Nov-2026 07:00:00] ', ', client: ', '"', '\n', '1763711098 h x: '),
    );
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.constantFrom('nginx' as const, 'php-fpm' as const),
        fc.constantFrom('f', 'journal:u'),
        (parts, program, source) => {
          for (const { at } of logLinesOf(program, source, parts.join(''), 1, 0, 0))
            expect(Number.isFinite(at)).toBe(true);
        },
      ),
    );
  });
});
