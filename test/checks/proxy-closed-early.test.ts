import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, found, hostFacts, SITE } from './host.ts';
import { probeLine } from './probe-line.ts';
import { complains, complainsToVisitors } from './proxied.ts';

const CAUSE = 'proxy-closed-early';
const CLOSED = 'upstream prematurely closed connection while reading response header from upstream';

describe(CAUSE, () => {
  test.each([
    CLOSED,
    'upstream prematurely closed stream while reading response header from upstream',
    'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    'writev() failed (32: Broken pipe) while sending request to upstream',
  ])('`%s` is the only finding, critical where our own request met it', (message) => {
    expect(found(hostFacts(complains(message)))).toEqual([`${CAUSE}:${SITE}`]);
    expect(findingOf(CAUSE, complains(message))).toMatchObject({ severity: 'critical', remedy: null, sites: [SITE] });
  });

  test('is a warning where only visitors met it', () => {
    const finding = findingOf(CAUSE, complainsToVisitors(CLOSED, 4));
    expect([finding.severity, finding.message]).toEqual(['warning', expect.stringContaining('4 times: /feed ×4')]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['a visitor met it once', complainsToVisitors(CLOSED, 1)],
    ['it is PHP that hung up', (host) => void host.logLines.push(probeLine(CLOSED))],
    [
      'a handshake broke off',
      complains('recv() failed (104: Connection reset by peer) while SSL handshaking to upstream'),
    ],
    ['nobody listens', complains('connect() failed (111: Connection refused) while connecting to upstream')],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
