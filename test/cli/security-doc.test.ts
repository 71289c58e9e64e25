import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('SECURITY.md names tests that are there', () => {
  const named = [...readFileSync(join(root, 'SECURITY.md'), 'utf8').matchAll(/`((?:test|src)\/[\w./-]+)`/g)];
  expect(named.length).toBeGreaterThan(10);
  expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
