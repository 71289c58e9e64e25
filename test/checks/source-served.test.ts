import { describe, expect, test } from 'vitest';
import { answered } from './answered.ts';
import { type Draft, findingOf, findingsOf, SITE, SITE_FILE } from './host.ts';

describe('source-served', () => {
  test('is critical, and names the server block', () => {
    const finding = findingOf('source-served', (host) => answered(host, { body: 'php-source' }));
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, remedy: null });
    expect(finding.evidence.map(({ source }) => source)).toContain(SITE_FILE);
  });

  test.each<[string, (host: Draft) => void]>([
    ['a page is HTML', (host) => answered(host)],
    ['nobody read the page', () => undefined],
    ['it was refused', (host) => answered(host, { body: 'php-source' }, 403)],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf('source-served', change)).toEqual([]);
  });
});
