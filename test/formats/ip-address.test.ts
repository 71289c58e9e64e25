import { expect, test } from 'vitest';
import { isInNetwork } from '../../src/formats/ip-address.ts';

test.each<[string, string, boolean | null]>([
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['127.0.0.1', '127.0.0.0/8', true],
  ['128.0.0.1', '127.0.0.0/8', false],
  ['10.1.2.3', '0.0.0.0/0', true],
  ['10.1.2.3', '10.1.0.0/255.255.0.0', true],
  ['10.2.2.3', '10.1.0.0/255.255.0.0', false],
  ['10.0.0.5', '10.0.0.1-10.0.0.9', true],
  ['10.0.0.10', '10.0.0.1-10.0.0.9', false],
  ['::1', '::1', true],
  ['::1', '0:0:0:0:0:0:0:1/128', true],
  ['fe80::1', 'fe80::/10', true],
  ['2001:db8::1', 'fe80::/10', false],
  ['::ffff:127.0.0.1', '::ffff:7f00:1', true],
  ['127.0.0.1', '::/0', false],
  ['127.0.0.1', '@blocked', null],
  ['127.0.0.1', '127.0.0.0/33', null],
  ['127.0.0.1', '127.0.0.0/255.0.255.0', null],
  ['web01', '127.0.0.0/8', null],
])('%s in %s: %s', (address, network, expected) => {
  expect(isInNetwork(address, network)).toBe(expected);
});
