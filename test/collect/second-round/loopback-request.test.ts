import { describe, expect, test } from 'vitest';
import { loopbackRequest } from '../../../src/collect/second-round/loopback-request.ts';
import type { Listen, Site } from '../../../src/facts/topology.ts';

const plain: Listen = { host: '*', port: 80, tls: false, proxyProtocol: false, http2: false, isDefault: false };
const https: Listen = { ...plain, port: 443, tls: true };
const site = (
  names: readonly string[],
  listens: readonly Listen[] = [plain],
  id = 'site',
): Pick<Site, 'id' | 'names' | 'listens'> => ({ id, names, listens });

describe('the request that asks a site on its own host', () => {
  test.each([
    ['every address', '*', 'http://127.0.0.1:80/'],
    ['every IPv4 address', '0.0.0.0', 'http://127.0.0.1:80/'],
    ['every IPv6 address', '::', 'http://[::1]:80/'],
    ['one address', '10.0.0.7', 'http://10.0.0.7:80/'],
    ['one IPv6 address', '[fd00::7]', 'http://[fd00::7]:80/'],
  ])('goes to %s where it listens on it', (_, host, url) => {
    expect(loopbackRequest(site(['a.example'], [{ ...plain, host }]), '/')).toMatchObject({ url });
  });

  test('goes to a plain port rather than to one with TLS', () => {
    const listens = [https, { ...plain, port: 8080 }];
    expect(loopbackRequest(site(['a.example'], listens), '/')).toMatchObject({
      url: 'http://127.0.0.1:8080/',
      address: '127.0.0.1:8080',
    });
  });

  test('goes to one with TLS where plain requests are only sent on', () => {
    const apart = { ...site(['a.example'], [plain, https]), overTls: true };
    expect(loopbackRequest(apart, '/')).toMatchObject({ url: 'https://a.example:443/', over: { tls: true } });
  });

  test('names the site in the URL over TLS, and still goes to loopback', () => {
    expect(loopbackRequest(site(['a.example'], [https]), '/index.php')).toEqual({
      url: 'https://a.example:443/index.php',
      address: '127.0.0.1:443',
      path: '/index.php',
      name: 'a.example',
      over: { tls: true, unix: false, proxyProtocol: false, http2: false },
    });
  });

  test('goes to a unix socket where nginx listens on nothing else', () => {
    const listens = [{ ...plain, host: 'unix:/run/nginx/a.sock', port: 0, proxyProtocol: true }];
    expect(loopbackRequest(site(['a.example'], listens), '/')).toMatchObject({
      url: 'http://a.example/',
      address: '/run/nginx/a.sock',
      over: { unix: true, proxyProtocol: true },
    });
  });

  test('speaks HTTP/2 from the start where nothing else is understood, and lets TLS agree on it', () => {
    const over = (listen: Partial<Listen>) =>
      loopbackRequest(site(['a.example'], [{ ...plain, http2: true, ...listen }]), '/');
    expect(over({})).toMatchObject({ over: { http2: true } });
    expect(over({ tls: true })).toMatchObject({ over: { http2: false } });
  });

  test.each([
    [['_'], '_'],
    [[], 'suture-check.invalid'],
    [[''], 'suture-check.invalid'],
    [['*.example.com', 'www.example.com'], 'www.example.com'],
    [['*.example.com'], 'suture-check.example.com'],
    [['.example.com'], 'suture-check.example.com'],
    [['www.example.*'], 'www.example.test'],
    [['~^www\\d+', 'real.example'], 'real.example'],
    [['~^www\\d+\\.example\\.com$'], 'www1.example.com'],
  ])('of names %j asks for %s', (names, name) => {
    expect(loopbackRequest(site(names), '/')).toMatchObject({ name });
  });

  test('leaves the name out where only that leads to the site', () => {
    const nameless = site([''], [plain], 'nameless');
    const others = [site(['a.example'], [{ ...plain, isDefault: true }]), nameless];
    expect(loopbackRequest(nameless, '/', others)).toMatchObject({ name: null });
  });

  test('takes a name that no other server has a better claim to', () => {
    const wild = site(['*.example.com', '*.example.net'], [plain], 'wild');
    const exact = site(['suture-check.example.com']);
    expect(loopbackRequest(wild, '/', [exact, wild])).toMatchObject({ name: 'suture-check.example.net' });
  });

  test('connects where no other server has the more special address', () => {
    const special = site(['b.example'], [{ ...plain, host: '127.0.0.1' }], 'special');
    const general = site(['a.example']);
    expect(loopbackRequest(general, '/', [special, general])).toMatchObject({ url: 'http://127.0.0.2:80/' });
  });

  test.each([
    ['only patterns name this site, and no name could be made that they match', site(['~^(?!www)\\d+$']), '/'],
    ['it takes no requests over TCP or a unix socket', site(['a.example'], []), '/'],
    ['its name or path has characters that no request can hold', site(['a.example']), '/x HTTP/1.1\r\nX: y'],
    ['its name or path has characters that no request can hold', site(['a\nb']), '/'],
    ['its name or path has characters that no request can hold', site(['a.example']), '/"\\'],
  ])('is not made because %s', (reason, given, path) => {
    expect(loopbackRequest(given, path)).toBe(reason);
  });

  test('is not made for a server whose requests another one takes', () => {
    const twin = site(['a.example'], [plain], 'twin');
    expect(loopbackRequest(twin, '/', [site(['a.example']), twin])).toBe(
      'another server takes the requests to its names at its addresses',
    );
  });
});
