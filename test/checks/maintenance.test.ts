import { describe, expect, test } from 'vitest';
import { all, answering } from './answering.ts';
import {
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  socketAt,
  write,
} from './host.ts';
import { probeLine } from './probe-line.ts';

const CAUSE = 'maintenance';
const ruled = (rule: string) => (host: Draft) => {
  write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`).replace('{', `{ ${rule}`));
  answering(host, 503);
};
const flagged = ruled('if (-f $document_root/off.html) { return 503; }');

const inSrv = ruled('root /srv; if (-f $document_root/off.html) { return 503; }');
const stands = (host: Draft, kind: 'file' | 'missing'): void =>
  void host.paths.push({ ...socketAt('/srv/off.html'), kind });

describe(CAUSE, () => {
  test('is a notice that names the flag and the rule, and nothing else is found', () => {
    expect(found(hostFacts(flagged))).toEqual([`${CAUSE}:${SITE}`]);
    const finding = findingOf(CAUSE, flagged);
    expect(finding.severity).toBe('notice');
    expect(finding.message).toContain('where if (-f $document_root/off.html)');
    expect(finding.evidence.map(({ text }) => text)).toContain('return 503;');
  });

  test('is told of an nginx that was reloaded in the same second', () => {
    const reloaded = all(flagged, (host) => {
      const told = { level: 'notice', upstream: null, server: null, request: null };
      host.logLines.push(probeLine('signal process started', told));
    });
    expect(found(hostFacts(reloaded))).toEqual([`${CAUSE}:${SITE}`]);
  });

  test('needs no condition', () => {
    expect(found(hostFacts(ruled('return 503;')))).toEqual([`${CAUSE}:${SITE}`]);
  });

  test('needs its flag to be there, where that was looked at', () => {
    expect(found(hostFacts(all(inSrv, (host) => stands(host, 'file'))))).toEqual([`${CAUSE}:${SITE}`]);
  });

  test('may be said by a variable that a file sets', () => {
    const byVariable = ruled('root /srv; if (-f $document_root/off.html) { set $off 1; } if ($off) { return 503; }');
    expect(
      findingsOf(
        CAUSE,
        all(byVariable, (host) => stands(host, 'file')),
      ),
    ).toHaveLength(1);
    expect(
      findingsOf(
        CAUSE,
        all(byVariable, (host) => stands(host, 'missing')),
      ),
    ).toEqual([]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['its flag is not there: somebody else says so', all(inSrv, (host) => stands(host, 'missing'))],
    ['only another location is kept shut', ruled('location /old/ { return 503; }')],
    ['the site answers', all(flagged, (host) => answering(host, 200))],
    ['no rule says 503', (host) => answering(host, 503)],
    ['a rule says another thing', ruled('if (-f $document_root/off.html) { return 404; }')],
    ['PHP had a part in the answer', all(flagged, (host) => answering(host, 503, { byPhp: true }))],
    [
      'nginx wrote of an error of our request',
      (host) => {
        flagged(host);
        host.logLines.push(probeLine('upstream prematurely closed connection'));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
