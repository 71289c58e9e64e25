import { expect, test } from 'vitest';
import { orderHosts } from '../../src/playbook/order-hosts.ts';
import { HOST_ORDERS } from '../../src/playbook/playbook.ts';

const hosts = ['web2', 'web10', 'db'].map((name) => ({ name }));
const draws = [0.5, 0.1, 0.3];

test.each([
  ['inventory', 'web2 web10 db'],
  ['reverse_inventory', 'db web10 web2'],
  ['sorted', 'db web10 web2'],
  ['reverse_sorted', 'web2 web10 db'],
  ['shuffle', 'web10 db web2'],
] as const)('%s', (order, expected) => {
  let at = 0;
  const ordered = orderHosts(hosts, order, () => draws[at++] ?? 0);
  expect(ordered.map(({ name }) => name).join(' ')).toBe(expected);
});

test('every order of Ansible’s is known', () => expect(HOST_ORDERS).toHaveLength(5));
