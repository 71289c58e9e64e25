import { describe, expect, test } from 'vitest';
import { answering } from './answering.ts';
import { type Draft, findingOf, findingsOf, found, hostFacts, NOW, SITE } from './host.ts';
import { probeLine } from './probe-line.ts';

const CAUSE = 'invalid-response-header';
const INVALID = 'upstream sent invalid header: "X-Bag\\x20..." while reading response header from upstream';
const sent =
  (status: number, message = INVALID) =>
  (host: Draft) => {
    answering(host, status);
    host.logLines.push(probeLine(message));
  };
const byVisitors = (times: number) => (host: Draft) => {
  for (let each = 0; each < times; each += 1)
    host.logLines.push(probeLine(INVALID, { at: NOW - 60 + each, request: 'GET /feed HTTP/1.1' }));
};

describe(CAUSE, () => {
  test.each([502, 200])('is critical where nginx refused the answer to our own request, which got %s', (status) => {
    expect(found(hostFacts(sent(status)))).toEqual([`${CAUSE}:${SITE}`]);
    const finding = findingOf(CAUSE, sent(status));
    expect(finding).toMatchObject({ severity: 'critical', remedy: null });
    expect(finding.message).toContain('"X-Bag\\x20..."');
  });

  test.each([
    'upstream sent no valid HTTP/1.0 header while reading response header from upstream',
    'upstream sent duplicate header line: "Content-Length: 7", previous value: "Content-Length: 5"',
    'upstream sent invalid status "abc" while reading response header from upstream',
  ])('is so for `%s`', (message) => {
    expect(findingsOf(CAUSE, sent(502, message))).toHaveLength(1);
  });

  test('is a warning where visitors met it several times on pages that we don’t ask for', () => {
    expect(findingOf(CAUSE, byVisitors(3))).toMatchObject({ severity: 'warning' });
    expect(findingOf(CAUSE, byVisitors(3)).message).toContain('/feed ×3');
  });

  test.each<[string, (host: Draft) => void]>([
    ['a visitor met it once', byVisitors(1)],
    [
      'the header is only too big',
      sent(502, 'upstream sent too big header while reading response header from upstream'),
    ],
    ['nobody wrote of it', (host) => answering(host, 502)],
    [
      'it was another site’s',
      (host) => {
        answering(host, 502);
        host.logLines.push(probeLine(INVALID, { server: 'other.example' }));
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
