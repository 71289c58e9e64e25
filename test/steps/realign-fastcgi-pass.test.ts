import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import { type Draft, SITE_FILE, siteText, stopNginx, write } from '../checks/host.ts';
import { edit, passing, plan, told, worldOf } from './world.ts';

const REAL = '/etc/nginx/sites-available/shop';
const to = 'unix:/run/php/php8.2-fpm.sock';
const gone = 'unix:/run/php/gone.sock';

/** The remedy for the nth place in a text where the gone address stands. */
function remedy(text: string, nth = 0): JsonObject {
  const start = text
    .split(gone)
    .slice(0, nth + 1)
    .join(gone).length;
  const line = text.slice(0, start).split('\n').length;
  return { file: REAL, line, from: gone, to, start, end: start + gone.length };
}

const holding = (text: string) => worldOf((host) => write(host, SITE_FILE, text));

test('the address is replaced and nothing else, then tested, and made live by a reload', () => {
  const text = siteText('shop.example', gone);
  const outcome = plan('realign_fastcgi_pass', holding(text), remedy(text));
  expect(told(outcome)).toEqual([
    edit(REAL, 5, passing(gone), passing(to)),
    'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf',
    'service: reload nginx.service',
  ]);
  expect(outcome).toMatchObject({ changes: [{ path: REAL, after: siteText('shop.example', to) }, {}, {}] });
});

test('of two alike words on one line, the one that the finding names is replaced', () => {
  const text = `map $host $x { default ${gone}; } server { location / { fastcgi_pass ${gone}; } }\n`;
  const outcome = plan('realign_fastcgi_pass', holding(text), remedy(text, 1));
  expect(outcome).toMatchObject({
    changes: [{ after: `map $host $x { default ${gone}; } server { location / { fastcgi_pass ${to}; } }\n` }, {}, {}],
  });
});

test('a second address in the same file is replaced where the first edit has moved it to', () => {
  const text = `server { location /a { fastcgi_pass ${gone}; } location /b { fastcgi_pass ${gone}; } }\n`;
  const world = holding(text);
  const first = plan('realign_fastcgi_pass', world, { ...remedy(text), to: `${to}.longer` });
  if (first.kind !== 'changes') throw new Error('the first address was not replaced');
  const second = plan('realign_fastcgi_pass', withChanges(world, first.changes), remedy(text, 1));
  expect(second).toMatchObject({
    changes: [
      {
        before: text,
        after: `server { location /a { fastcgi_pass ${to}.longer; } location /b { fastcgi_pass ${to}; } }\n`,
      },
      {},
      {},
    ],
  });
});

test('an address that is right already is left as it is', () => {
  const given = remedy(siteText('shop.example', gone));
  expect(plan('realign_fastcgi_pass', holding(siteText('shop.example', to)), given).kind).toBe('unchanged');
});

describe('nothing is written when', () => {
  const text = siteText('shop.example', gone);
  const broken = (host: Draft): void => write(host, SITE_FILE, text);
  test.each<[string, JsonObject, (host: Draft) => void, string]>([
    ['no finding names the address', {}, broken, 'no finding names the address'],
    ['the word is in a comment', { ...remedy(text), start: text.indexOf('#') }, broken, 'has changed its shape'],
    [
      'the offset is inside a word',
      { ...remedy(text), start: text.indexOf(gone) + 1 },
      broken,
      'has changed its shape',
    ],
    ['the file was not read', { ...remedy(text), file: '/etc/passwd' }, broken, '/etc/passwd was not read'],
    [
      'no unit runs nginx',
      remedy(text),
      (host) => {
        broken(host);
        stopNginx(host);
        host.units = [];
      },
      'no unit runs nginx',
    ],
  ])('%s', (_, given, change, why) => {
    const outcome = plan('realign_fastcgi_pass', worldOf(change), given);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });
});
