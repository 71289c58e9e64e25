import { expect, test } from 'vitest';
import { namesAddress } from '../../../src/facts/owners/names-address.ts';

const SOCKET = { kind: 'unix', path: '/run/shop/app.sock' } as const;
const PORT = { kind: 'tcp', host: '127.0.0.1', port: 3000 } as const;

test.each([
  ['ListenStream=/run/shop/app.sock', 'surely'],
  ['ExecStart=/usr/bin/gunicorn --bind unix:/run/shop/app.sock wsgi', 'surely'],
  ['ExecStart=/usr/bin/gunicorn --bind unix:/var/run/shop/app.sock wsgi', 'surely'],
  ['ListenStream=%t/shop/app.sock', 'surely'],
  ['bind = "unix:app.sock"', 'perhaps'],
  ['socket = /srv/other/app.sock', 'perhaps'],
  ['ListenStream=/run/shop/app.sock2', 'no'],
  ['ListenStream=/run/shop/myapp.sock', 'no'],
])('a socket by %s: %s', (text, expected) => {
  expect(namesAddress(text, SOCKET)).toBe(expected);
});

test.each([
  ['ListenStream=3000', 'surely'],
  ['ListenStream=127.0.0.1:3000', 'surely'],
  ['PORT=3000', 'surely'],
  ['P=3000', 'surely'],
  ['ExecStart=/usr/bin/node server.js --port 3000', 'surely'],
  ['ExecStart=/usr/bin/puma -p 3000', 'surely'],
  ['Listen 3000', 'surely'],
  ['      - "127.0.0.1:3000:80"', 'surely'],
  ['http-socket = :3000', 'surely'],
  ['TimeoutStartSec=3000', 'surely'],
  ['ExecStart=/opt/x serve 3000 now', 'perhaps'],
  ['MaxFiles 30000', 'no'],
  ['address 10.3000.1', 'no'],
])('a port by %s: %s', (text, expected) => {
  expect(namesAddress(text, PORT)).toBe(expected);
});
