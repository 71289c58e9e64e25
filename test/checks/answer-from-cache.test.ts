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
  write,
} from './host.ts';

const CAUSE = 'answer-from-cache';
const RULES = 'fastcgi_cache php; fastcgi_cache_valid any 1h;';
const cached = (host: Draft): void => {
  const text = siteText('shop.example', `unix:${SOCKET}`).replace('{', `{ ${RULES}`);
  write(host, SITE_FILE, `fastcgi_cache_path /var/cache/php keys_zone=php:1m;\n${text}`);
};
const saying =
  (status: number, cache: string | null = null) =>
  (host: Draft) =>
    answering(host, status, { cache });
const past =
  (status: number | null) =>
  (host: Draft): void => {
    const [own] = host.siteStatuses;
    host.siteStatuses.push({ ...own!, url: `${own!.url}?suture-check=1`, status, pastCache: true });
  };

describe(CAUSE, () => {
  test('is known by a header, and shows the rules', () => {
    const hit = all(cached, saying(503, 'x-cache: HIT'));
    expect(found(hostFacts(hit))).toEqual([`${CAUSE}:${SITE}`]);
    const texts = findingOf(CAUSE, hit).evidence.map(({ text }) => text);
    expect(texts).toContain('fastcgi_cache_valid any 1h;');
    expect(texts).toContain('fastcgi_cache_path /var/cache/php keys_zone=php:1m;');
  });

  test('is known by a better answer past the cache', () => {
    const behind = all(cached, saying(503), past(200));
    expect(found(hostFacts(behind))).toEqual([`${CAUSE}:${SITE}`]);
    expect(findingOf(CAUSE, behind).message).toContain('whoever is behind answers 200 when asked past it');
  });

  test.each<[string, (host: Draft) => void]>([
    ['a page comes from the cache', saying(200, 'x-cache: HIT')],
    ['the cache had no answer', saying(503, 'x-cache: MISS')],
    ['it is as bad past the cache', all(cached, saying(503), past(503))],
    ['nobody answered past the cache', all(cached, saying(502), past(null))],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
