import { describe, expect, test } from 'vitest';
import { answering } from './answering.ts';
import {
  type Draft,
  findingOf,
  findingsOf,
  found,
  hostFacts,
  NOW,
  SITE,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from './host.ts';
import { probeLine } from './probe-line.ts';

const CAUSE = 'redirect-cycle';
const CIRCLE = 'rewrite or internal redirection cycle while internally redirecting to "/index.php"';
const inside = (host: Draft): void => {
  answering(host, 500);
  host.logLines.push(probeLine(CIRCLE, { upstream: null }));
};
const sentTo =
  (location: string, more: object = {}) =>
  (host: Draft) =>
    answering(host, 302, { location, ...more });

describe(CAUSE, () => {
  test('nginx’s own rules lead round', () => {
    expect(found(hostFacts(inside))).toEqual([`${CAUSE}:${SITE}`]);
    expect(findingOf(CAUSE, inside).message).toContain('lead a request for /index.php of shop.example:80 round');
  });

  test('dollars that a heredoc left with a backslash are named', () => {
    const finding = findingOf(CAUSE, (host) => {
      write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`).replace('{', '{ try_files \\$uri /index.php;'));
      inside(host);
    });
    expect(finding.message).toContain('dollars with a backslash before them are no variables');
    expect(finding.evidence.map(({ text }) => text)).toContain('try_files \\$uri /index.php;');
  });

  test.each(['/index.php', 'http://shop.example/index.php', 'http://127.0.0.1:80/index.php'])(
    'an answer sends whoever asks to %s, where he is',
    (location) => {
      expect(found(hostFacts(sentTo(location)))).toEqual([`${CAUSE}:${SITE}`]);
    },
  );

  test.each<[string, (host: Draft) => void]>([
    ['an answer sends people elsewhere', sentTo('/login')],
    ['an answer sends them to the same over TLS', sentTo('https://shop.example/index.php')],
    ['an answer sends them to another name', sentTo('http://www.shop.example/index.php')],
    ['the next request brings a cookie along', sentTo('/index.php', { setsCookie: true })],
    ['nobody can read where it sends them', sentTo('http://[')],
    ['an application answers 500', (host) => answering(host, 500)],
    [
      'a visitor went round, and our request did not',
      (host) => void host.logLines.push(probeLine(CIRCLE, { at: NOW - 60, request: 'GET /old HTTP/1.1' })),
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
