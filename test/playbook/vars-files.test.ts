import { describe, expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import { UserError } from '../../src/base/user-error.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import type { PlayStep } from '../../src/playbook/playbook.ts';
import { allSteps } from '../../src/steps/all-steps.ts';

const FILES: Readonly<Record<string, string>> = {
  'a.yml': 'unit: nginx.service\nstate: reloaded\n',
  'b.yml': 'state: restarted\n',
  'empty.yml': '',
  'sealed.yml': '$ANSIBLE_VAULT;1.1;AES256\n3132\n',
  'list.yml': '- a\n',
  'broken.yml': 'a: [1\n',
  'names.yml': 'facts: 1\nno-name: 2\n',
};

const readBeside = (path: string) => {
  const text = FILES[path];
  return text === undefined ? err(`there is no ${path}`) : ok({ file: path, text });
};

function stepsOf(play: string): readonly PlayStep[] {
  const text = `- hosts: web\n${play}  steps:\n    - service: { unit: "{{ unit }}", state: "{{ state }}" }\n`;
  return parsePlaybook('p.yml', text, { steps: allSteps, causes: new Set(), readBeside }).plays.flatMap(
    ({ steps }) => steps,
  );
}

function said(play: string): string {
  try {
    stepsOf(play);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

const vars = (play: string) => stepsOf(play)[0]?.vars;

describe('vars_files', () => {
  test.each([
    ['one file', '  vars_files: a.yml\n', { unit: 'nginx.service', state: 'reloaded' }],
    [
      'several, the last of which counts',
      '  vars_files: [a.yml, b.yml]\n',
      { unit: 'nginx.service', state: 'restarted' },
    ],
    ['over vars', '  vars: { state: started, other: 1 }\n  vars_files: [b.yml]\n', { state: 'restarted', other: 1 }],
    ['an empty one', '  vars: { state: started }\n  vars_files: [empty.yml]\n', { state: 'started' }],
  ])('%s', (_, play, expected) => {
    expect(vars(play)).toEqual(expected);
  });

  test.each([
    ['  vars_files: gone.yml\n', "p.yml:2:15: gone.yml can't be read: there is no gone.yml"],
    [
      '  vars_files: [{ a: 1 }]\n',
      'p.yml:2:16: `vars_files` takes paths, not a mapping\n  hint: write the path itself',
    ],
    ['  vars_files: "{{ env }}.yml"\n', 'p.yml:2:15: `vars_files` takes paths'],
    ['  vars_files: sealed.yml\n', "p.yml:2:15: sealed.yml is encrypted, and a playbook's vars are shown in plans"],
    ['  vars_files: list.yml\n', 'list.yml:1:1: vars must be a mapping, not a list'],
    ['  vars_files: broken.yml\n', 'broken.yml:'],
    ['  vars_files: names.yml\n', 'names.yml:1:1: `facts` has a meaning of its own'],
    ['  vars_files: names.yml\n', 'names.yml:2:1: `no-name` is no name of a var'],
  ])('%j is a mistake at its place', (play, message) => {
    expect(said(play)).toContain(message);
  });
});
