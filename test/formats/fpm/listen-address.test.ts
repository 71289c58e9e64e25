import { expect, test } from 'vitest';
import { listenAddress } from '../../../src/formats/fpm/listen-address.ts';

test.each([
  ['/run/php/a.sock', { kind: 'unix', path: '/run/php/a.sock' }],
  ['run/a.sock', { kind: 'unix', path: '/usr/run/a.sock' }],
  ['9000', { kind: 'tcp', host: '*', port: 9000 }],
  ['127.0.0.1:9000', { kind: 'tcp', host: '127.0.0.1', port: 9000 }],
  ['[::]:9000', { kind: 'tcp', host: '::', port: 9000 }],
  ['[::1]:9000', { kind: 'tcp', host: '::1', port: 9000 }],
  ['*:9000', { kind: 'tcp', host: '*', port: 9000 }],
  ['localhost:9000', { kind: 'tcp', host: 'localhost', port: 9000 }],
  ['127.0.0.1:', null],
  ['127.0.0.1:70000', null],
  ['0', null],
  ['', null],
  ['${SOCKET}', null],
])('%s is %j', (listen, address) => expect(listenAddress(listen, '/usr')).toEqual(address));
