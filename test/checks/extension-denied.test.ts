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
  SITE,
  write,
} from './host.ts';
import { probeLine } from './probe-line.ts';

const DENIED =
  'FastCGI sent in stderr: "Access to the script \'/var/www/html/index.html\' has been denied (see security.limit_extensions)" while reading response header from upstream';

const denied =
  (status = 403, more = {}) =>
  (host: Draft): void => {
    answer(host, status);
    host.logLines.push(probeLine(DENIED, more));
  };

describe('extension-denied', () => {
  test('names the script and the setting that counts', () => {
    const finding = findingOf('extension-denied', (host) => {
      denied()(host);
      write(host, POOL_FILE, poolText('www', { 'security.limit_extensions': '.php5' }));
    });
    expect(finding).toMatchObject({ severity: 'warning', subject: SITE, sites: [SITE], remedy: null });
    expect(finding.message).toContain('/var/www/html/index.html');
    expect(finding.evidence.map(({ text }) => text)).toContain('security.limit_extensions = .php5');
  });

  test('says so where the pool leaves the default, and is the only finding', () => {
    const finding = findingOf('extension-denied', denied());
    expect(finding.evidence.some(({ text }) => text.includes('says nothing of security.limit_extensions'))).toBe(true);
    expect(found(hostFacts(denied()))).toEqual([`extension-denied:${SITE}`]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['the site answers', denied(200)],
    ['the site answers 404', denied(404)],
    ['the 403 is the application’s own', (host) => answer(host, 403)],
    ['a visitor’s request was denied, not the probe’s', denied(403, { request: 'GET /a.txt HTTP/1.1' })],
    ['another site’s request was denied', denied(403, { server: 'other.example' })],
    ['the line is older than the answer', denied(403, { at: NOW - 60 })],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('extension-denied', change)).toEqual([]);
  });
});
