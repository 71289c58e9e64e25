import { describe, expect, test } from 'vitest';
import { type Draft, findingOf, findingsOf, found, hostFacts, SITE } from './host.ts';
import { complains, complainsToVisitors, proxied } from './proxied.ts';
import { answering } from './answering.ts';

const CAUSE = 'proxy-tls-failed';
const TLS = 'proxy_pass https://10.0.0.7:3000;';
const WHILE = 'while SSL handshaking to upstream';
const ssl = (words: string): string =>
  `SSL_do_handshake() failed (SSL: error:0A000000:SSL routines::${words}) ${WHILE}`;
const fails = (message: string, inside = TLS) => complains(message, 502, inside);

describe(CAUSE, () => {
  test('is the only finding, critical where our own request met it', () => {
    const alert = ssl('tlsv1 unrecognized name:SSL alert number 112');
    expect(found(hostFacts(fails(alert)))).toEqual([`${CAUSE}:${SITE}`]);
    const finding = findingOf(CAUSE, fails(alert));
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE, remedy: null, sites: [SITE] });
    expect(finding.message).toContain('proxy_ssl_server_name is off');
    expect(finding.evidence.map(({ text }) => text)).toContain('proxy_pass https://10.0.0.7:3000;');
  });

  test.each<[string, string, string]>([
    [
      'an expired certificate',
      `upstream SSL certificate verify error: (10:certificate has expired) ${WHILE}`,
      'has expired',
    ],
    [
      'one that nobody trusts',
      `upstream SSL certificate verify error: (18:self-signed certificate) ${WHILE}`,
      'does not trust',
    ],
    ['another name', `upstream SSL certificate does not match "api.internal" ${WHILE}`, 'not one for api.internal'],
    ['a plain port', ssl('wrong version number'), 'does not speak TLS'],
    ['a plain port, by older words', ssl('packet length too long'), 'does not speak TLS'],
    ['no version in common', ssl('tlsv1 alert protocol version:SSL alert number 70'), 'no version of TLS in common'],
    ['no version in common, by our own side', ssl('unsupported protocol'), 'no version of TLS in common'],
    ['no cipher in common', ssl('no shared cipher'), 'no cipher in common'],
    ['a weak key', ssl('dh key too small'), 'no cipher in common'],
    ['a handshake that is refused', ssl('sslv3 alert handshake failure:SSL alert number 40'), 'which name is meant'],
    [
      'a certificate that is asked for',
      'SSL_read() failed (SSL: error:0A00045C:SSL routines::tlsv13 alert certificate required) while reading response header from upstream',
      'does not accept the certificate',
    ],
    [
      'one who hangs up',
      `peer closed connection in SSL handshake (104: Connection reset by peer) ${WHILE}`,
      'breaks the handshake off',
    ],
    ['one who says nothing', `upstream timed out (110: Connection timed out) ${WHILE}`, 'breaks the handshake off'],
  ])('reads %s', (_, message, words) => {
    expect(findingOf(CAUSE, fails(message)).message).toContain(words);
  });

  test('does not blame the name where nginx tells it', () => {
    const named = `proxy_ssl_server_name on; ${TLS}`;
    const { message } = findingOf(CAUSE, fails(ssl('sslv3 alert handshake failure'), named));
    expect(message).not.toContain('proxy_ssl_server_name');
  });

  test('is a warning where only visitors met it', () => {
    expect(findingOf(CAUSE, complainsToVisitors(ssl('no shared cipher'), 3, TLS)).severity).toBe('warning');
  });

  test('knows a program that is asked without TLS by what it says', () => {
    const finding = findingOf(CAUSE, (host) => {
      proxied(host, 'proxy_pass http://10.0.0.7:8443;');
      answering(host, 400, { excerpt: '<h1>400 Bad Request</h1> The plain HTTP request was sent to HTTPS port' });
    });
    expect(finding).toMatchObject({ severity: 'critical', subject: SITE });
  });

  test.each<[string, (host: Draft) => void]>([
    ['visitors met it once', complainsToVisitors(ssl('no shared cipher'), 1, TLS)],
    [
      'a client’s own handshake failed',
      fails('SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking'),
    ],
    [
      'nobody wrote of it',
      (host) => {
        proxied(host, TLS);
        answering(host, 502);
      },
    ],
    [
      'a program says 400 of its own',
      (host) => {
        proxied(host, 'proxy_pass http://10.0.0.7:3000;');
        answering(host, 400, { excerpt: 'id is missing' });
      },
    ],
  ])('is silent when %s', (_, change) => {
    expect(findingsOf(CAUSE, change)).toEqual([]);
  });
});
