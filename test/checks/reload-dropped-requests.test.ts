import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/facts/log-line.ts';
import { addFpm, type Draft, findingOf, findingsOf, hostFacts, NOW, SITE, UNIT, write } from './host.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { probeLine } from './probe-line.ts';

const fpmLine = (message: string, at: number, source = '/var/log/php8.2-fpm.log'): LogLine => ({
  ...probeLine(message, { at, source, level: 'NOTICE', upstream: null, server: null, request: null }),
  program: 'php-fpm',
});
const RELOAD = 'Reloading in progress ...';
const CUT = 'recv() failed (104: Connection reset by peer) while reading response header from upstream';

const cut = (at: number, more = {}) => probeLine(CUT, { at, errno: 104, ...more });

/** A minute ago PHP-FPM was reloaded, and two requests were cut off. */
const dropped =
  (lines: readonly LogLine[] = [cut(NOW - 60), cut(NOW - 59)], reload = fpmLine(RELOAD, NOW - 59.6)) =>
  (host: Draft): void =>
    void host.logLines.push(reload, ...lines);

const withTimeout = (timeout: string) => (host: Draft) => {
  dropped()(host);
  write(
    host,
    '/etc/php/8.2/fpm/php-fpm.conf',
    `[global]\nprocess_control_timeout = ${timeout}\ninclude=pool.d/*.conf\n`,
  );
};

describe('reload-dropped-requests', () => {
  test('is a notice with the reload, the requests and the setting', () => {
    const finding = findingOf('reload-dropped-requests', dropped());
    expect(finding).toMatchObject({ severity: 'notice', subject: UNIT, sites: [SITE], remedy: null });
    expect(finding.message).toContain('cut off 2 requests');
    expect(finding.evidence.map(({ text }) => text)).toEqual([
      'says nothing of process_control_timeout: 0',
      RELOAD,
      `${CUT} ×2`,
    ]);
  });

  test('knows the reload by the journal where several PHP-FPMs run', () => {
    const finding = findingOf('reload-dropped-requests', (host) => {
      addFpm(host, '8.1', 900);
      dropped(undefined, fpmLine('Reloaded php8.2-fpm.service - The PHP.', NOW - 59.5, `journal:${UNIT}`))(host);
    });
    expect(finding.subject).toBe(UNIT);
  });

  test('a written 0 is quoted', () => {
    const finding = findingOf('reload-dropped-requests', withTimeout('0'));
    expect(finding.evidence[0]).toMatchObject({ text: 'process_control_timeout = 0', line: 2 });
  });

  test('leaves the host healthy', () => {
    expect(diagnose(hostFacts(dropped())).findings.map(({ severity }) => severity)).toEqual(['notice']);
  });

  test.each<[string, (host: Draft) => void]>([
    ['requests are waited for', withTimeout('10s')],
    ['nothing was cut off', dropped([])],
    ['the requests were cut off before the reload', dropped([cut(NOW - 70)])],
    ['they were cut off long after it', dropped([cut(NOW - 40)])],
    ['there was no reload', (host) => void host.logLines.push(cut(NOW - 60))],
    [
      'a worker crashed',
      dropped([cut(NOW - 59), fpmLine('[pool www] child 9 exited on signal 11 (SIGSEGV)', NOW - 59)]),
    ],
    ['they were another program’s', dropped([cut(NOW - 59, { upstream: 'http://127.0.0.1:3000/' })])],
    ['nginx could not connect', dropped([cut(NOW - 59, { errno: 111, message: 'connect() failed (111: …)' })])],
    [
      'another of two PHP-FPMs was reloaded',
      (host) => {
        addFpm(host, '8.1', 900);
        dropped(undefined, fpmLine('Reloaded php8.1-fpm.service - x', NOW - 59.5, 'journal:php8.1-fpm.service'))(host);
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('reload-dropped-requests', change)).toEqual([]);
  });
});
