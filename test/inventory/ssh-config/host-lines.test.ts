import { expect, test } from 'vitest';
import { hostNamer, readHostLines } from '../../../src/inventory/ssh-config/host-lines.ts';

const config = `
# Host commented
Include config.d/* "~/my other"
Host web01 "web 02"
  HostName 10.0.0.1
host=db*	!db9
Host *
  User ops
Host * !x
Host ?.example.com !b.*
Match host m1
HostName not-a-host-line
`;

test('the lines of a configuration are read as ssh reads them', () => {
  const { hosts, includes } = readHostLines(config);
  expect(hosts).toEqual([['web01', 'web 02'], ['db*', '!db9'], ['*'], ['*', '!x'], ['?.example.com', '!b.*']]);
  expect(includes).toEqual(['config.d/*', '~/my other']);
});

test.each([
  ['web01', true],
  ['web 02', true],
  ['db1', true],
  ['db9', false],
  ['a.example.com', true],
  ['b.example.com', false],
  ['axexample.com', false],
  ['aa.example.com', false],
  ['anything', false],
  ['commented', false],
  ['m1', false],
  ['*', false],
])('%s is one that a line names: %s', (name, isNamed) => {
  expect(hostNamer(readHostLines(config).hosts)(name)).toBe(isNamed);
});

test('a hostile pattern costs no more than others', () => {
  const started = performance.now();
  hostNamer([[`${'*a'.repeat(12)}b`]])('a'.repeat(60));
  expect(performance.now() - started).toBeLessThan(1_000);
});
