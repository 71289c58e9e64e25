import { describe, expect, test } from 'vitest';
import { all } from './answering.ts';
import {
  answer,
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  POOL_FILE,
  poolText,
  SITE,
  write,
} from './host.ts';
import { phpSays } from './named.ts';
import type { PhpKey } from '../../src/facts/php-setting.ts';

const CAUSE = 'php-startup-file';
const FILE = '/home/old/waf.php';
const PREPENDED = `PHP message: PHP Warning:  Unknown: Failed to open stream: No such file or directory in Unknown on line 0; PHP message: PHP Fatal error:  Failed opening required '${FILE}' (include_path='.:/usr/share/php') in Unknown on line 0`;
const CALL =
  'PHP message: PHP Fatal error:  Uncaught Error: Call to undefined function exec() in /srv/a.php:1\nStack trace:';
const met =
  (text: string, status = 500, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(phpSays(text, more));
  };
const set =
  (key: PhpKey, value: string, file = '/srv/shop/.user.ini') =>
  (host: Draft): void =>
    void host.phpSettings.push({ key, value, file, line: 2 });

describe(CAUSE, () => {
  test('a file that each page begins with is named, with who wants it, before the error that follows', () => {
    const broken = all(set('auto_prepend_file', FILE), met(PREPENDED));
    const finding = findingOf(CAUSE, broken);
    expect(finding).toMatchObject({ severity: 'critical', subject: `${SITE}: ${FILE}`, sites: [SITE], remedy: null });
    expect(finding.message).toContain(
      `${FILE}, by auto_prepend_file of /srv/shop/.user.ini:2, and PHP can't open it (No such file or directory)`,
    );
    expect(found(hostFacts(broken))).toEqual([`${CAUSE}:${SITE}: ${FILE}`, `php-fatal:${SITE}`]);
    expect(findingOf('php-fatal', broken)).toMatchObject({
      because: [`${CAUSE}:${SITE}: ${FILE}`],
      message: expect.stringContaining('before that PHP warned: Unknown: Failed to open stream') as string,
    });
  });

  test('who wants it may not be known', () => {
    expect(findingOf(CAUSE, met(PREPENDED)).message).toContain('by auto_prepend_file or auto_append_file,');
  });

  test.each<[string, (host: Draft) => void]>([
    ['php.ini', set('disable_functions', 'system, exec', '/etc/php/8.2/fpm/php.ini')],
    [
      'the pool',
      (host) => write(host, POOL_FILE, poolText('www', { 'php_admin_value[disable_functions]': 'exec,system' })),
    ],
  ])('a function that %s forbids is named', (_, forbid) => {
    expect(findingOf(CAUSE, all(forbid, met(CALL))).message).toContain(
      `${SITE} calls exec(), which disable_functions of /`,
    );
  });

  test('PHP before 8 only warns of it', () => {
    const warning = 'PHP message: PHP Warning:  exec() has been disabled for security reasons in /srv/a.php on line 1';
    const finding = findingOf(CAUSE, all(set('disable_functions', 'exec'), met(warning, 200)));
    expect(finding.severity).toBe('warning');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the application lacks a function', met(CALL)],
    ['another function is forbidden', all(set('disable_functions', 'exec_all,system'), met(CALL))],
    [
      'the application requires a file that is missing',
      met(PREPENDED.replaceAll('in Unknown on line 0', 'in /srv/a.php on line 3')),
    ],
    ['the line is older than PHP-FPM', all(set('auto_prepend_file', FILE), met(PREPENDED, 200, { at: NOW - 7200 }))],
    ['it is another site’s', all(set('auto_prepend_file', FILE), met(PREPENDED, 200, { server: 'other.example' }))],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
