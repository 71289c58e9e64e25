import { describe, expect, test } from 'vitest';
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
  runsScript,
  SITE,
  write,
} from './host.ts';
import { all } from './answering.ts';
import { type Listed, namedPath, names, nginxSays, phpSays } from './named.ts';

const CAUSE = 'document-root-denied';
const SCRIPT = '/srv/shop/index.php';
const STAT = `stat() "${SCRIPT}" failed (13: Permission denied)`;
const UNREADABLE = `PHP message: PHP Warning:  PHP Request Startup: Failed to open stream: Permission denied in Unknown on line 0; Unable to open primary script: ${SCRIPT} (Permission denied)`;

const standing =
  (folder: Listed, file: Listed | null, may: Readonly<Record<string, string>>) =>
  (host: Draft): void =>
    names(host, namedPath(SCRIPT, { '/srv/shop': folder, [SCRIPT]: file }, may));
const met =
  (message: string, status: number, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(nginxSays(message, more));
  };
const refused = (host: Draft): void => {
  answer(host, 403);
  host.logLines.push(phpSays(UNREADABLE));
};
const unknownScript = (host: Draft): void => {
  runsScript(host, 'root', SCRIPT);
  answer(host, 404);
  host.logLines.push(phpSays('Primary script unknown'));
};
const runsAs =
  (user: string) =>
  (host: Draft): void =>
    write(host, POOL_FILE, poolText('www', { user }));
const private700 = standing('0700 root root', null, { 'www-data': '' });

describe(CAUSE, () => {
  test.each([
    [STAT, 404],
    [`"${SCRIPT}" is forbidden (13: Permission denied)`, 403],
    [`open() "${SCRIPT}" failed (13: Permission denied)`, 403],
  ])('%s: the folder that nginx may not enter is named', (message, status) => {
    const finding = findingOf(CAUSE, all(private700, met(message, status)));
    expect(finding).toMatchObject({ severity: 'critical', subject: '/srv/shop', sites: [SITE], remedy: null });
    expect(finding.message).toBe(
      'nginx runs as www-data, which may not enter /srv/shop (root:root 0700) on the way to /srv/shop/index.php',
    );
    expect(finding.whyNoRemedy).toContain('`setfacl -m u:www-data:x /srv/shop`');
  });

  test('a file that nginx may not read is named', () => {
    const file = standing('0755 root root', '0600 root root', { 'www-data': '' });
    expect(findingOf(CAUSE, all(file, met(STAT.replace('stat', 'open'), 403))).message).toContain(
      'may not read /srv/shop/index.php (root:root 0600)',
    );
  });

  test.each<[string, (host: Draft) => void, string]>([
    [
      'read the script',
      all(standing('0755 root root', '0640 root www-data', { app: '' }), refused),
      'may not read /srv/shop/index.php',
    ],
    [
      'enter its folder',
      all(standing('0750 root www-data', '0644 root root', { app: '' }), unknownScript),
      'may not enter /srv/shop ',
    ],
  ])('a pool whose user may not %s is named, and nothing else', (_, change, says) => {
    const broken = all(runsAs('app'), change);
    expect(findingOf(CAUSE, broken).message).toContain(`PHP-FPM runs as app, which ${says}`);
    expect(found(hostFacts(broken))).toHaveLength(1);
  });

  test('what only a visitor met is no outage', () => {
    const visitor = { at: NOW - 60, request: 'GET /private HTTP/1.1' };
    expect(findingOf(CAUSE, all(private700, met(STAT, 200, visitor))).severity).toBe('notice');
  });

  test.each<[string, (host: Draft) => void]>([
    [
      'the folder is open by now',
      all(standing('0755 root root', '0644 root root', { 'www-data': 'r' }), met(STAT, 200, { at: NOW - 60 })),
    ],
    [
      'an access list lets nginx in',
      all(standing('0700 root root', '0644 root root', { 'www-data': 'r' }), met(STAT, 404)),
    ],
    [
      'owner and mode let nginx in, and something else does not',
      all(standing('0755 root root', '0644 root root', { 'www-data': '' }), met(STAT, 404)),
    ],
    [
      'nobody could ask as nginx, and there is an access list',
      all(
        (host) => names(host, namedPath(SCRIPT, { '/srv/shop': '0700 root root' }, {}, { acl: ['user:www-data:r-x'] })),
        met(STAT, 404),
      ),
    ],
    ['the line is older than nginx’s files', all(private700, met(STAT, 200, { at: NOW - 7200 }))],
    [
      'nginx may not write to its own folder',
      (host) => {
        host.nginx.built = { user: 'nobody', tempFolders: ['/srv/shop'] };
        all(private700, met(STAT, 200))(host);
      },
    ],
    ['the script is missing', all(standing('0755 root root', null, { 'www-data': 'rx' }), unknownScript)],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
