import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { showMistakes } from '../../src/cli/mistake-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

function shown(text: string, line: number, column: number): string {
  const file = join(folder, 'i.yml');
  writeFileSync(file, text);
  const said = showMistakes([{ code: 'x', message: 'wrong', place: { file, line, column }, hint: 'do it right' }]);
  return said.replaceAll(`${folder}/`, '');
}

test.each([
  ['a: 1\n  b: 2\n', 2, 3, 'i.yml:2:3: wrong\n  2 |   b: 2\n    |   ^\n  hint: do it right'],
  ['\ta: 1\u001b[2J', 1, 2, 'i.yml:1:2: wrong\n  1 |  a: 1\n  hint: do it right'],
  ['password: hunter2', 1, 11, 'i.yml:1:11: wrong\n  1 | password: [redacted]\n  hint: do it right'],
  ['', 1, 1, 'i.yml:1:1: wrong\n  hint: do it right'],
  ['a', 7, 1, 'i.yml:7:1: wrong\n  hint: do it right'],
  ['$ANSIBLE_VAULT;1.1;AES256\n61', 2, 1, 'i.yml:2:1: wrong\n  hint: do it right'],
])('%j at %i:%i', (text, line, column, said) => expect(shown(text, line, column)).toBe(said));

test('a long line is cut around the place', () => {
  const [, line = '', mark = ''] = shown(`${'x'.repeat(500)}y${'z'.repeat(500)}`, 1, 501).split('\n');
  expect(line.length).toBeLessThan(110);
  expect(line.charAt(mark.indexOf('^'))).toBe('y');
});

test('a mistake without a place has no line', () => {
  expect(showMistakes([{ code: 'x', message: 'wrong' }])).toBe('wrong');
});
