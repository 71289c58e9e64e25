import { expect, test } from 'vitest';
import { thirdQuestions } from '../../../src/collect/third-round/third-questions.ts';
import {
  answer,
  connectFailed,
  type Draft,
  hostFacts,
  NOW,
  SITE_FILE,
  SOCKET,
  stopFpm,
  stopNginx,
  write,
} from '../../checks/host.ts';
import { onTcp } from '../../checks/walls.ts';

const asked = (change: (host: Draft) => void) => thirdQuestions(hostFacts(change), NOW - 900);

test('a broken site with somebody behind its socket gives reason to ask for labels and denials, not for rules', () => {
  expect(asked((host) => answer(host, 502))).toEqual({
    kernel: { firewall: false, confinement: { pids: [701, 800], paths: [SOCKET], since: NOW - 900 } },
    webRoots: [],
    names: [],
  });
});

test('one with somebody behind its port gives reason to ask for rules as well', () => {
  expect(asked(onTcp)).toEqual({
    kernel: { firewall: true, confinement: { pids: [701, 800], paths: [], since: NOW - 900 } },
    webRoots: [],
    names: [],
  });
});

const files = (text: string, status: number) => (host: Draft) => {
  write(host, SITE_FILE, `server { listen 80; server_name shop.example; ${text} }`);
  answer(host, status);
  for (const each of host.siteStatuses) each.url = each.url.replace('/index.php', '/');
};

test.each([403, 404])('a first page that is answered with %i gives reason to look into the site’s folder', (status) => {
  expect(asked(files('root /srv/shop/; location / { }', status))).toEqual({
    kernel: null,
    webRoots: ['/srv/shop'],
    names: [],
  });
});

test('an address that a name may have had gives reason to ask for the name, beside those that were asked', () => {
  const proxied = (host: Draft): void => {
    files('location / { proxy_pass http://app.internal:3000; }', 200)(host);
    host.resolvedNames = [{ name: 'php.internal', addresses: ['127.0.0.3'] }];
    host.logLines.push({ ...connectFailed(111, '', NOW - 3), upstream: 'http://127.0.0.2:3000/' });
  };
  expect(asked(proxied)).toEqual({ kernel: null, webRoots: [], names: ['php.internal', 'app.internal'] });
});

test.each<[string, string, number]>([
  ['one that is there', 'root /srv/shop; location / { }', 200],
  ['one of a program', 'root /srv/shop; location / { proxy_pass http://10.0.0.7; }', 404],
  ['one that is refused to us', 'root /srv/shop; location / { deny all; }', 403],
  ['one of a folder that nobody wrote', 'location / { }', 404],
  ['one of a folder that only a request knows', 'root /srv/$host; location / { }', 404],
])('%s gives none', (_, text, status) => {
  expect(asked(files(text, status))).toBeNull();
});

test.each<[string, (host: Draft) => void]>([
  ['a healthy host', () => undefined],
  ['one whose PHP-FPM is stopped', stopFpm],
  ['one whose nginx is stopped', stopNginx],
  ['one whose script fails', (host) => answer(host, 500)],
  ['one whose app says 503', (host) => answer(host, 503)],
  ['one that was not asked', (host) => void (host.siteStatuses = [])],
])('%s is asked nothing more', (_, change) => {
  expect(asked(change)).toBeNull();
});
