import { describe, expect, test } from 'vitest';
import { readable } from '../../src/facts/readable.ts';
import {
  answer,
  connectFailed,
  type Draft,
  findingsOf,
  hostFacts,
  NOW,
  SITE_FILE,
  siteText,
  SOCKET,
  write,
} from '../checks/host.ts';

const whyOf = (change: (host: Draft) => void): string | undefined => {
  const { siteStatuses } = readable(hostFacts(change));
  return siteStatuses.state === 'known' ? siteStatuses.value[0]?.unlikeVisitors : undefined;
};
const withRule =
  (rule: string, status: number | null, error = 'no answer') =>
  (host: Draft) => {
    write(host, SITE_FILE, siteText('shop.example', `unix:${SOCKET}`).replace('{', `{ ${rule}`));
    answer(host, status);
    if (status === null) host.siteStatuses[0]!.error = error;
  };
const limited =
  (message: string, at = NOW) =>
  (host: Draft) => {
    answer(host, 503);
    host.logLines = [{ ...connectFailed(11, '', at), errno: null, upstream: null, message }];
  };

describe('an answer that is no word on what visitors get', () => {
  test.each<[string, (host: Draft) => void, string]>([
    ['wants a login', (host) => answer(host, 401), 'it wants a login, and Suture has none'],
    ['is a limit’s', (host) => answer(host, 429), 'it limits how often it is asked'],
    [
      'is a limit’s, by nginx’s own word',
      limited('limiting requests, excess: 1.000 by zone "one"'),
      "nginx's own limit turned our request away",
    ],
    [
      'hangs up on who lacks a header',
      withRule('if ($http_x_cdn = "") { return 444; }', null),
      `it hangs up on some requests (return 444, ${SITE_FILE}:1)`,
    ],
    ['refuses addresses', withRule('deny all;', 403), `it refuses some clients (${SITE_FILE}:1), and ours is one`],
  ])('%s', (_, change, why) => {
    expect(whyOf(change)).toBe(why);
    expect(findingsOf('unexplained-502', change)).toEqual([]);
  });

  test.each<[string, (host: Draft) => void]>([
    ['a page', () => undefined],
    ['an error of the gateway', (host) => answer(host, 502)],
    ['a refused connection, whatever the rules', withRule('return 444;', null, 'connection refused')],
    ['silence where nothing hangs up', (host) => answer(host, null)],
    ['a refusal that no rule makes', (host) => answer(host, 403)],
    ['a limit that only counts', limited('limiting requests, dry run, excess: 1.000 by zone "one"')],
    ['a request that only has to wait', limited('delaying request, excess: 1.000, by zone "one"')],
    ['a visitor’s limit of before', limited('limiting requests, excess: 1.000 by zone "one"', NOW - 60)],
  ])('is not %s', (_, change) => {
    expect(whyOf(change)).toBeUndefined();
  });
});
