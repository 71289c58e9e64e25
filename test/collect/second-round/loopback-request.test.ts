import { describe, expect, test } from 'vitest';
import { loopbackRequest } from '../../../src/collect/second-round/loopback-request.ts';
import type { Site } from '../../../src/facts/topology.ts';

const plain = { host: '*', port: 80, tls: false };
const site = (names: readonly string[], listens: Site['listens'] = [plain], probePath = '/'): Site => ({
  id: 'site',
  names,
  listens,
  probePath,
  place: { file: '/etc/nginx/nginx.conf', line: 1, column: 1 },
  targets: [],
  proxies: [],
  script: { state: 'unknown' },
});

describe('the request that asks a site on its own host', () => {
  test.each([
    ['every address', '*', 'http://127.0.0.1:80/'],
    ['every IPv4 address', '0.0.0.0', 'http://127.0.0.1:80/'],
    ['every IPv6 address', '::', 'http://[::1]:80/'],
    ['one address', '10.0.0.7', 'http://10.0.0.7:80/'],
    ['one IPv6 address', '[fd00::7]', 'http://[fd00::7]:80/'],
  ])('goes to %s where it listens on it', (_, host, url) => {
    expect(loopbackRequest(site(['a.example'], [{ ...plain, host }]))).toMatchObject({ url });
  });

  test('goes to a plain port rather than to one with TLS', () => {
    const listens = [
      { host: '*', port: 443, tls: true },
      { ...plain, port: 8080 },
    ];
    expect(loopbackRequest(site(['a.example'], listens))).toMatchObject({ url: 'http://127.0.0.1:8080/', port: 8080 });
  });

  test('names the site in the URL over TLS, and still goes to loopback', () => {
    const listens = [{ host: '*', port: 443, tls: true }];
    expect(loopbackRequest(site(['a.example'], listens, '/index.php'))).toEqual({
      url: 'https://a.example:443/index.php',
      host: '127.0.0.1',
      port: 443,
      path: '/index.php',
      name: 'a.example',
    });
  });

  test.each([
    [['_'], '_'],
    [[], 'suture-probe.invalid'],
    [[''], 'suture-probe.invalid'],
    [['*.example.com', 'www.example.com'], 'www.example.com'],
    [['*.example.com'], 'suture-probe.example.com'],
    [['.example.com'], 'suture-probe.example.com'],
    [['www.example.*'], 'www.example.test'],
    [['~^www\\d+', 'real.example'], 'real.example'],
  ])('of names %j asks for %s', (names, name) => {
    expect(loopbackRequest(site(names))).toMatchObject({ name });
  });

  test.each([
    ['only patterns name this site', site(['~^www\\d+$'])],
    ['it listens on no TCP port', site(['a.example'], [{ host: '/run/x.sock', port: 0, tls: false }])],
    ['its name or path has characters that no request can hold', site(['a.example'], [plain], '/x HTTP/1.1\r\nX: y')],
    ['its name or path has characters that no request can hold', site(['a\nb'])],
  ])('is not made because %s', (reason, given) => {
    expect(loopbackRequest(given)).toBe(reason);
  });
});
