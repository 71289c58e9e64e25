import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { withChanges } from '../../src/plan/world.ts';
import { type Draft, SITE_FILE, siteText, SOCKET, stopNginx, write } from '../checks/host.ts';
import { plan, told, worldOf } from './world.ts';

const REAL = '/etc/nginx/sites-available/shop';
const text = siteText('shop.example', `unix:${SOCKET}`);
const remedy = (more: JsonObject = {}): JsonObject => ({
  file: REAL,
  line: 5,
  block: 'location',
  start: text.indexOf('location'),
  directives: { fastcgi_buffer_size: '16k', fastcgi_buffers: '8 16k' },
  ...more,
});
const holding = (change: (host: Draft) => void = () => undefined) =>
  worldOf((host) => {
    write(host, SITE_FILE, text);
    change(host);
  });

test('the directives are written into that block, tested, and made live by a reload', () => {
  const outcome = plan('set_nginx_directive', holding(), remedy());
  expect(told(outcome)).toEqual([
    'write-file: write /etc/nginx/sites-available/shop: line 5 `location ~ \\.php$ { fastcgi_pass unix:/run/php/php8.2-fpm.sock; }` → `location ~ \\.php$ { fastcgi_pass unix:/run/php/php8.2-fpm.sock; fastcgi_buffer_size 16k; fastcgi_buffers 8 16k; }`',
    'gate: test: /usr/sbin/nginx -t -c /etc/nginx/nginx.conf',
    'service: reload nginx.service',
  ]);
  const after = text.replace(`${SOCKET};`, `${SOCKET}; fastcgi_buffer_size 16k; fastcgi_buffers 8 16k;`);
  expect(outcome).toMatchObject({ changes: [{ path: REAL, before: text, after }, {}, {}] });
});

test('what stands outside of all blocks is written there', () => {
  const given = remedy({ block: 'main', line: 1, start: 0, directives: { worker_rlimit_nofile: '1536' } });
  const outcome = plan('set_nginx_directive', holding(), given);
  expect(told(outcome)[0]).toBe(
    'write-file: write /etc/nginx/sites-available/shop: line 1 adds `worker_rlimit_nofile 1536;`',
  );
  expect(outcome).toMatchObject({ changes: [{ after: `worker_rlimit_nofile 1536;\n${text}` }, {}, {}] });
});

test('an edit that was planned before is kept', () => {
  const world = holding();
  const first = plan('set_nginx_directive', world, remedy({ directives: { root: '2' }, start: 0, block: 'server' }));
  if (first.kind !== 'changes') throw new Error('the first edit was not planned');
  const second = plan('set_nginx_directive', withChanges(world, first.changes), remedy());
  if (second.kind !== 'changes' || second.changes[0]?.kind !== 'write-file') throw new Error('no second edit');
  expect(second.changes[0].after).toContain('root 2;');
  expect(second.changes[0].after).toContain('fastcgi_buffers 8 16k;');
});

test('what stands there already is left as it is', () => {
  const done = text.replace(`${SOCKET};`, `${SOCKET}; fastcgi_buffer_size 16k; fastcgi_buffers 8 16k;`);
  expect(
    plan(
      'set_nginx_directive',
      holding((host) => write(host, SITE_FILE, done)),
      remedy(),
    ).kind,
  ).toBe('unchanged');
});

describe('nothing is written when', () => {
  test.each<[string, JsonObject, string]>([
    ['no finding names the block', {}, 'no finding names the block'],
    ['no finding names a directive', remedy({ directives: {} }), 'no finding names a directive'],
    ['the block is gone', remedy({ start: text.length - 1 }), 'has changed its shape'],
    ['the file was not read', remedy({ file: '/etc/passwd' }), '/etc/passwd was not read'],
    [
      'the arguments could end the directive',
      remedy({ directives: { root: '/; evil on' } }),
      'are no arguments of root',
    ],
    ['the name is none', remedy({ directives: { 'a;b': '1' } }), 'is no directive'],
  ])('%s', (_, given, why) => {
    const outcome = plan('set_nginx_directive', holding(), given);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) as string });
  });

  test('no unit runs nginx', () => {
    const without = holding((host) => {
      stopNginx(host);
      host.units = [];
    });
    expect(plan('set_nginx_directive', without, remedy())).toMatchObject({ kind: 'refused' });
  });
});

describe('a playbook names a block itself', () => {
  test.each<[string, JsonObject, string]>([
    [
      'by the site',
      { site: 'shop.example' },
      'write-file: write /etc/nginx/sites-available/shop: line 6 adds `keepalive_timeout 20;`',
    ],
    [
      'by name and port',
      { site: 'shop.example:80' },
      'write-file: write /etc/nginx/sites-available/shop: line 6 adds `keepalive_timeout 20;`',
    ],
    ['a site that is not there', { site: 'blog' }, "refused: there is no site blog in nginx's files"],
    ['a block that is not there', { block: 'stream' }, "refused: there is no block stream in nginx's files"],
    ['main', { block: 'main' }, 'write-file: write /etc/nginx/nginx.conf: line 2 adds `keepalive_timeout 20;`'],
    ['nothing', {}, 'refused: no finding names the block, and neither `site` nor `block` is given'],
  ])('%s', (_, which, first) => {
    const outcome = plan('set_nginx_directive', holding(), { ...which, directives: { keepalive_timeout: 20 } });
    expect(told(outcome)[0]).toBe(first);
  });
});
