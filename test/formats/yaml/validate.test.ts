import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { showMistake } from '../../../src/base/user-error.ts';
import { parseYamlDocument } from '../../../src/formats/yaml/parse.ts';
import { validate } from '../../../src/formats/yaml/validate.ts';

const schema = v.array(
  v.strictObject({
    hosts: v.string(),
    name: v.optional(v.string()),
    forks: v.optional(v.pipe(v.number(), v.minValue(1, 'must be at least 1'))),
    level: v.optional(v.picklist(['auto', 'guarded'])),
    steps: v.optional(v.array(v.strictObject({ run: v.string() }))),
  }),
);

const check = (text: string) => validate(parseYamlDocument('p.yml', text), schema, { tasks: 'write `steps`' });
const said = (text: string): readonly string[] => {
  const result = check(text);
  return result.ok ? [] : result.error.map(showMistake);
};

describe('a document is checked against a schema', () => {
  test('and its value is handed over', () => {
    expect(check('- hosts: web\n  steps: [{ run: x }]')).toEqual({
      ok: true,
      value: [{ hosts: 'web', steps: [{ run: 'x' }] }],
    });
  });

  test.each([
    ['- host: web', 'p.yml:1:3: `host` is not known here\n  hint: did you mean `hosts`?'],
    ['- hosts: web\n  tasks: []', 'p.yml:2:3: `tasks` is not known here\n  hint: write `steps`'],
    [
      '- hosts: web\n  colour: 1',
      'p.yml:2:3: `colour` is not known here\n  hint: known here: `hosts`, `name`, `forks`, `level`, `steps`',
    ],
    ['- hosts: web\n  steps:\n    - rum: x', 'p.yml:3:7: `rum` is not known here\n  hint: did you mean `run`?'],
    ['- name: a', 'p.yml:1:3: `hosts` is missing here'],
    [
      '- tasks: []\n  hosts: web\n  rolls: []',
      'p.yml:3:3: `rolls` is not known here\n  hint: known here: `hosts`, `name`, `forks`, `level`, `steps`',
    ],
    ['- hosts: [web]', 'p.yml:1:10: `hosts` must be text, not a list'],
    ['- hosts: yes', 'p.yml:1:10: `hosts` must be text, not a boolean'],
    ['- hosts:', 'p.yml:1:9: `hosts` must be text, not nothing'],
    ['- web', 'p.yml:1:3: this must be a mapping, not text'],
    ['hosts: web', 'p.yml:1:1: this must be a list, not a mapping'],
    ['- hosts: web\n  forks: 0', 'p.yml:2:10: `forks` must be at least 1'],
    [
      '- hosts: web\n  level: gaurded',
      'p.yml:2:10: `level` must be one of `auto`, `guarded`\n  hint: did you mean `guarded`?',
    ],
    ['a:\n\tb', 'p.yml:2:1: a tab indents this line\n  hint: indent with spaces only: two for each level'],
  ])('%j', (text, mistake) => expect(said(text)).toContain(mistake));

  test('a mistyped key is not called missing as well', () => {
    expect(said('- host: web')).toEqual(['p.yml:1:3: `host` is not known here\n  hint: did you mean `hosts`?']);
  });

  test('all mistakes of a file come at once', () => {
    expect(said('- hosts: 1\n- hosts: 2\n  name: []\n')).toHaveLength(3);
  });
});
