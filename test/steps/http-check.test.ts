import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { plan, told, worldOf } from './world.ts';

test.each<[JsonObject, string]>([
  [{ url: 'http://127.0.0.1/health' }, 'wait: check, at most 10 s: http://127.0.0.1:80/health answers 200'],
  [
    { url: 'https://localhost:8443/', host: 'shop.example', status: [200, 301], contains: 'OK', timeout: 3 },
    'wait: check, at most 3 s: https://shop.example:8443/ at 127.0.0.1:8443 answers 200 or 301 with `OK`',
  ],
  [{ url: 'http://[::1]:8080/' }, 'wait: check, at most 10 s: http://[::1]:8080/ answers 200'],
  [{}, 'stop: `url` must be a URL: http://127.0.0.1/health'],
  [{ url: 'ftp://127.0.0.1/' }, 'stop: `url` must begin with http:// or https://'],
  [
    { url: 'http://shop.example/' },
    'stop: `shop.example` is no address of the host itself: ask 127.0.0.1, and name the site in `host`',
  ],
  [
    { url: 'http://127.0.0.1.evil.example/' },
    'stop: `127.0.0.1.evil.example` is no address of the host itself: ask 127.0.0.1, and name the site in `host`',
  ],
  [{ url: 'http://a:b@127.0.0.1/' }, 'stop: `url` may hold no password: it is shown in plans'],
  [{ url: 'http://127.0.0.1/', host: 'a b' }, 'stop: `host` must be the name of a site'],
  [{ url: 'http://127.0.0.1/', status: 'OK' }, 'stop: `status` must be a status of HTTP, or a list of them'],
  [{ url: 'http://127.0.0.1/', status: [] }, 'stop: `status` must be a status of HTTP, or a list of them'],
  [{ url: 'http://127.0.0.1/', contains: 'a\nb' }, 'stop: `contains` must be a text of one line'],
])('http_check %j', (given, expected) => {
  expect(told(plan('http_check', worldOf(), given))).toEqual([expected]);
});

test('the request goes to the address, and over TLS the name stands in the handshake', () => {
  const outcome = plan('http_check', worldOf(), { url: 'https://127.0.0.1/a?b=c', host: 'shop.example' });
  expect(outcome).toMatchObject({
    changes: [
      {
        for: {
          url: 'https://shop.example:443/a?b=c',
          address: '127.0.0.1',
          port: 443,
          path: '/a?b=c',
          name: 'shop.example',
        },
      },
    ],
  });
});
