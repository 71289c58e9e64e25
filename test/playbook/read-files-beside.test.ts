import { expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import { UserError } from '../../src/base/user-error.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { copy } from '../../src/steps/copy.ts';

const FILES: Readonly<Record<string, string>> = {
  'files/both': 'from files',
  both: 'from beside',
  beside: 'tags {{ stay }} as they are',
  '/srv/absolute': 'from the root',
  bytes: 'not \uFFFD a text',
  large: 'x'.repeat(1024 * 1024 + 1),
};

const readBeside = (path: string) => {
  const text = FILES[path];
  return text === undefined ? err(`there is no ${path}`) : ok({ file: path, text });
};

const read = (given: string) =>
  parsePlaybook('p.yml', `- hosts: all\n  steps:\n    - copy: { dest: /etc/x, ${given} }\n`, {
    steps: new Map([['copy', copy]]),
    causes: new Set(),
    readBeside,
  }).plays[0]?.steps[0]?.with['content'];

test.each([
  ['src: both', 'from files'],
  ['src: beside', 'tags {{ stay }} as they are'],
  ['src: /srv/absolute', 'from the root'],
  ['content: written', 'written'],
])('of `%s` the text is “%s”', (given, text) => expect(read(given)).toBe(text));

test.each([
  ['src: gone', "p.yml:3:34: gone can't be read: there is no gone"],
  ['src: bytes', "p.yml:3:34: bytes isn't UTF-8"],
  ['src: large', 'p.yml:3:34: large is larger than 1 MiB'],
  ['src: "{{ name }}"', 'p.yml:3:34: `src` is read before any host is known'],
  ['src: both, content: x', 'p.yml:3:34: `src` and `content` both say what the text is'],
  ['mode: "0644"', 'p.yml:3:7: `copy` needs `content` or `src`'],
])('`%s` is a mistake at its place', (given, message) => {
  expect(() => read(given)).toThrow(UserError);
  expect(() => read(given)).toThrow(message);
});
