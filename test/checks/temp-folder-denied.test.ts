import { describe, expect, test } from 'vitest';
import { answered } from './answered.ts';
import { all } from './answering.ts';
import { type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE } from './host.ts';
import { type Listed, namedPath, names, nginxSays } from './named.ts';

const CAUSE = 'temp-folder-denied';
const KEPT = '/var/lib/nginx/fastcgi';
const FILE = `${KEPT}/1/00/0000000001`;
const DENIED = `open() "${FILE}" failed (13: Permission denied) while reading upstream`;
const GONE = `open() "${FILE}" failed (2: No such file or directory) while reading upstream`;

const built = (host: Draft): void => {
  host.nginx.built = { user: 'nobody', tempFolders: ['/var/lib/nginx/body', KEPT] };
};
const standing =
  (folder: Listed | null, letters: string, more: Readonly<Record<string, Listed | null>> = {}) =>
  (host: Draft): void =>
    names(host, namedPath(FILE, { [KEPT]: folder, [`${KEPT}/1`]: null, ...more }, { 'www-data': letters }));
const met =
  (message: string, more = {}) =>
  (host: Draft): void => {
    answered(host, { cutShort: '18: transfer closed' });
    host.logLines.push(nginxSays(message, more));
  };
const denied = all(built, standing('0700 nginx root', ''), met(DENIED));

describe(CAUSE, () => {
  test('the folder is given to the user that nginx runs as', () => {
    const finding = findingOf(CAUSE, denied);
    expect(finding).toMatchObject({
      severity: 'critical',
      subject: KEPT,
      sites: [SITE],
      remedy: {
        step: 'restore_folder',
        level: 'guarded',
        with: { path: KEPT, owner: 'www-data', group: 'root', mode: '0700' },
      },
    });
    expect(finding.message).toContain(`nginx runs as www-data, which may not enter ${KEPT} (nginx:root 0700)`);
    expect(found(hostFacts(denied))).toEqual([`${CAUSE}:${KEPT}`]);
  });

  test('a folder that was configured counts as well, and keeps its group', () => {
    const finding = findingOf(CAUSE, (host) => {
      host.nginx.files[0]!.text = `http { fastcgi_temp_path ${KEPT}; include /etc/nginx/sites-enabled/*; }`;
      all(standing('0570 app app', ''), met(DENIED))(host);
    });
    expect(finding.remedy?.with).toMatchObject({ owner: 'www-data', group: 'app', mode: '0770' });
  });

  test.each<[string, (host: Draft) => void, string, string]>([
    [
      'a folder below it',
      all(
        built,
        standing('0755 www-data root', '', { [`${KEPT}/1`]: '0700 root root', [`${KEPT}/1/00`]: null }),
        met(DENIED),
      ),
      `${KEPT}/1`,
      'setfacl -m u:www-data:x',
    ],
    [
      'a folder above it',
      all(built, standing('0700 www-data root', '', { '/var/lib': '0700 root root' }), met(DENIED)),
      '/var/lib',
      'setfacl -m u:www-data:x /var/lib',
    ],
    ['its absence', all(built, standing(null, 'rx'), met(GONE)), KEPT, 'nginx -s reload'],
  ])('%s is left alone, with the command', (_, change, subject, command) => {
    const finding = findingOf(CAUSE, change);
    expect(finding).toMatchObject({ subject, remedy: null });
    expect(finding.whyNoRemedy).toContain(command);
  });

  test('an nginx that root did not start has folders of its own', () => {
    const finding = findingOf(CAUSE, (host) => {
      denied(host);
      for (const each of host.processes) if (each.pid === 700) Object.assign(each, { uid: 33, user: 'www-data' });
    });
    expect(finding).toMatchObject({ remedy: null });
  });

  test.each<[string, (host: Draft) => void]>([
    ['nginx may write there by now', all(built, standing('0700 www-data root', 'rwx'), met(DENIED))],
    ['it is there by now', all(built, standing('0700 www-data root', 'rwx'), met(GONE))],
    ['the folder is nobody’s that is known', all(standing('0700 nginx root', ''), met(DENIED))],
    ['owner and mode let nginx in', all(built, standing('0700 www-data root', ''), met(DENIED))],
    [
      'the line is older than nginx’s files',
      all(built, standing('0700 nginx root', ''), met(DENIED, { at: NOW - 7200 })),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });

  test('what visitors met before the folder was opened is no mystery', () => {
    const open = all(built, standing('0700 www-data root', 'rwx'), (host: Draft) => {
      host.logLines.push(...Array.from({ length: 5 }, () => nginxSays(DENIED, { at: NOW - 60 })));
    });
    expect(found(hostFacts(open))).toEqual([]);
  });
});
