import { describe, expect, test } from 'vitest';
import { all } from './answering.ts';
import { answer, type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE } from './host.ts';
import { type Listed, namedPath, names, phpSays } from './named.ts';

const CAUSE = 'app-folder-denied';
const FOLDER = '/srv/shop/cache';
const WARNS = `PHP message: PHP Warning:  file_put_contents(${FOLDER}/x): Failed to open stream: Permission denied in /srv/shop/a.php on line 1`;
const FATAL = `PHP message: PHP Fatal error:  Uncaught UnexpectedValueException: The stream or file "${FOLDER}/x" could not be opened in append mode: Failed to open stream: Permission denied in /srv/shop/a.php:1`;
const standing =
  (folder: Listed | null, letters: string, path = `${FOLDER}/x`, file?: Listed) =>
  (host: Draft): void =>
    names(host, namedPath(path, { [FOLDER]: folder, ...(file && { [path]: file }) }, { 'www-data': letters }));
const met =
  (text: string, status: number, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(phpSays(text, more));
  };
const closed = standing('0755 root root', 'rx');

describe(CAUSE, () => {
  test('the folder is named, with the pool’s user and the command', () => {
    const finding = findingOf(CAUSE, all(closed, met(WARNS, 500)));
    expect(finding).toMatchObject({ severity: 'critical', subject: FOLDER, sites: [SITE], remedy: null });
    expect(finding.message).toBe(
      `pool www runs as www-data, which may not write in ${FOLDER} (root:root 0755): it is asked for ${FOLDER}/x`,
    );
    expect(finding.whyNoRemedy).toContain(`\`setfacl -m u:www-data:rwx ${FOLDER}\``);
  });

  test.each<[string, (host: Draft) => void, string]>([
    ['a file that is somebody else’s', standing('0777 root root', '', `${FOLDER}/x`, '0600 root root'), `${FOLDER}/x`],
    ['a folder on the way', standing('0700 root root', ''), FOLDER],
  ])('%s is named', (_, stands, subject) => {
    expect(findingOf(CAUSE, all(stands, met(WARNS, 500))).subject).toBe(subject);
  });

  test('a folder of sessions that is missing is named', () => {
    const text = `PHP message: PHP Warning:  session_start(): open(${FOLDER}/sess_1, O_RDWR) failed: No such file or directory (2) in /a.php`;
    expect(findingOf(CAUSE, all(standing(null, 'rx', `${FOLDER}/sess_1`), met(text, 200)))).toMatchObject({
      subject: FOLDER,
      severity: 'warning',
    });
  });

  test('an error that speaks of it follows from it, and one that does not doesn’t', () => {
    expect(found(hostFacts(all(closed, met(FATAL, 500))))).toEqual([`${CAUSE}:${FOLDER}`, `php-fatal:${SITE}`]);
    const other = `${WARNS}; PHP message: PHP Fatal error:  Uncaught Error: no in /srv/shop/a.php:2`;
    expect(found(hostFacts(all(closed, met(other, 500))))).toEqual([`php-fatal:${SITE}`, `${CAUSE}:${FOLDER}`]);
  });

  test('one visitor is no outage', () => {
    const visitor = { at: NOW - 60, request: 'GET /old HTTP/1.1' };
    expect(findingOf(CAUSE, all(closed, met(WARNS, 200, visitor))).severity).toBe('notice');
  });

  test.each<[string, (host: Draft) => void]>([
    ['the folder is open by now', all(standing('0777 root root', 'rwx'), met(WARNS, 200, { at: NOW - 60 }))],
    ['owner and mode let the pool in', all(standing('0777 root root', ''), met(WARNS, 500))],
    [
      'a file of the application is missing',
      all(standing('0755 root root', 'rx'), met(WARNS.replace('Permission denied', 'No such file or directory'), 500)),
    ],
    ['the line is older than PHP-FPM', all(closed, met(WARNS, 200, { at: NOW - 7200 }))],
    ['it is another site’s', all(closed, met(WARNS, 200, { server: 'other.example' }))],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
