import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, found, hostFacts, SITE } from './host.ts';
import { probeLine } from './probe-line.ts';
import { complains, complainsToVisitors } from './proxied.ts';

const CAUSE = 'proxy-header-invalid';
const WHILE = 'while reading response header from upstream';
const INVALID = `upstream sent invalid header: "X-Bag\\x20..." ${WHILE}`;

describe(CAUSE, () => {
  test('is the only finding, critical where our own request met it', () => {
    expect(found(hostFacts(complains(INVALID)))).toEqual([`${CAUSE}:${SITE}`]);
    const finding = findingOf(CAUSE, complains(INVALID));
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, remedy: null, sites: [SITE] });
    expect(finding.message).toContain('"X-Bag\\x20..."');
  });

  test.each([
    [`upstream sent no valid HTTP/1.0 header ${WHILE}`, 'no header at all'],
    [`upstream sent too big header ${WHILE}`, 'larger than nginx has room for'],
    [
      'upstream sent duplicate header line: "Content-Length: 7", previous value: "Content-Length: 5"',
      '"Content-Length: 7"',
    ],
    ['upstream sent "Content-Length" and "Transfer-Encoding" headers at the same time', 'at the same time'],
    ['upstream sent invalid "Content-Length" header: "Content-Length: x"', '"Content-Length: x"'],
    ['upstream sent unknown "Transfer-Encoding": "gzip"', '"gzip"'],
    ['upstream sent invalid chunked response while reading upstream', 'invalid chunked response'],
    [`upstream sent invalid status "abc" ${WHILE}`, 'no header at all'],
  ])('reads `%s`', (message, words) => {
    expect(findingOf(CAUSE, complains(message)).message).toContain(words);
  });

  test('is so whatever status an error_page makes of it', () => {
    expect(findingOf(CAUSE, complains(INVALID, 200)).severity).toBe('critical');
  });

  test('is a warning where only visitors met it', () => {
    const finding = findingOf(CAUSE, complainsToVisitors(INVALID, 3));
    expect(finding.severity).toBe('warning');
    expect(finding.message).toContain('/feed ×3');
  });

  test.each<[string, (host: Draft) => void]>([
    ['a visitor met it once', complainsToVisitors(INVALID, 1)],
    ['it is PHP that sent it', (host) => void host.logLines.push(probeLine(INVALID))],
    ['the program hung up', complains(`upstream prematurely closed connection ${WHILE}`)],
    [
      'it is another site’s',
      (host) =>
        void host.logLines.push(probeLine(INVALID, { server: 'other.example', upstream: 'http://10.0.0.7:3000/' })),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
