import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, found, hostFacts, SITE } from './host.ts';
import { complains, complainsToVisitors } from './proxied.ts';

const CAUSE = 'auth-subrequest-failed';
const ASKS = 'auth_request /auth;';
const said = (status: number | string): string => `auth request unexpected status: ${status} while sending to client`;

describe(CAUSE, () => {
  test('is the only finding, and names who is asked', () => {
    const change = complains(said(500), 500, ASKS);
    expect(found(hostFacts(change))).toEqual([`${CAUSE}:${SITE}`]);
    const finding = findingOf(CAUSE, change);
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, remedy: null, sites: [SITE] });
    expect(finding.message).toContain('asks /auth whether');
    expect(finding.evidence.map(({ text }) => text)).toContain(ASKS);
  });

  test.each([
    [502, 'has to be reached again'],
    [404, 'nothing answers at /auth'],
    [302, 'error_page 401'],
    [500, 'the log of the program behind /auth'],
  ])('says what to do about %i', (status, words) => {
    expect(findingOf(CAUSE, complains(said(status), 500, ASKS)).whyNoRemedy).toContain(words);
  });

  test('is a warning where only visitors met it', () => {
    expect(findingOf(CAUSE, complainsToVisitors(said(500), 3, ASKS)).severity).toBe('warning');
  });

  test.each<[string, (host: Draft) => void]>([
    ['a visitor met it once', complainsToVisitors(said(500), 1, ASKS)],
    ['permission is asked for and given', complainsToVisitors(said(500), 0, ASKS)],
    ['the page itself fails', complains('upstream sent no valid HTTP/1.0 header while reading upstream', 500, ASKS)],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
