import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltCli, buildCli } from './built-cli.ts';

let cli: BuiltCli;

beforeAll(() => {
  cli = buildCli();
  cli.write({
    'good.yml':
      '- hosts: web\n  vars_files: more.yml\n  steps:\n    - when: size > 3\n      service: { unit: nginx.service, state: reloaded }\n',
    'more.yml': 'size: 4\n',
    'bad.yml':
      '- hosts: web\n  vars_files: gone.yml\n  steps:\n    - when: size >\n      service: { unit: nginx.service, state: reloadet }\n- hosts: db\n  steps:\n    - servise: {}\n',
    'unknown.yml':
      "- hosts: web\n  steps:\n    - when: size is bigger and now() > 3\n      note: { message: \"{{ lookup('file', 'x') }} {{ 1 | ternary(1, 2) }} {{ q('env', 'X') }}\" }\n    - note: { message: \"{% macro m(a) %}{{ a | upper }}{% endmacro %}{{ m('x') }} {{ lookup('env', 'X') }} {{ [1] is sequence }}\" }\n",
    'ansible.yml': '- hosts: web\n  tasks:\n    - ansible.builtin.service: { name: nginx, state: restarted }\n',
  });
});
afterAll(() => cli.dispose());

describe('suture lint', () => {
  test('counts what it read of a playbook without a mistake, and contacts nobody', async () => {
    expect(await cli.suture(['lint', 'good.yml'])).toEqual({
      exitCode: 0,
      stdout: 'good.yml: no mistakes in 1 play of 1 step\n',
      stderr: '',
    });
  });

  test.each(['fix-502', 'check-only', 'restart-stack', 'raise-workers'])(
    'finds nothing wrong with %s',
    async (name) => {
      expect(await cli.suture(['lint', name])).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  test('knows which filters, tests, functions and lookups there are, each at its place', async () => {
    const { exitCode, stderr } = await cli.suture(['lint', 'unknown.yml']);
    expect(exitCode).toBe(2);
    expect(stderr.match(/^unknown.*$/gm)).toEqual([
      'unknown.yml:3:21: there is no test `bigger`',
      'unknown.yml:3:32: there is no function `now`',
      "unknown.yml:4:28: `lookup('file', …)` is not known here",
      'unknown.yml:4:58: there is no filter `ternary`',
      "unknown.yml:4:78: `q('env', …)` is not known here",
    ]);
  });

  test('tells all mistakes at once, each at its place', async () => {
    const { exitCode, stdout, stderr } = await cli.suture(['lint', 'bad.yml']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.match(/^bad\.yml:\d+:\d+: /gm)).toEqual([
      'bad.yml:2:15: ',
      'bad.yml:4:13: ',
      'bad.yml:5:46: ',
      'bad.yml:8:7: ',
    ]);
    expect(stderr).toContain('did you mean `service`?');
  });

  test("says what to write for an Ansible playbook's words", async () => {
    const { exitCode, stderr } = await cli.suture(['lint', 'ansible.yml']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/ansible\.yml:2:3: .*tasks[\s\S]*hint: .*steps/);
  });

  test('names a playbook that is not there, and those that come with Suture', async () => {
    const { exitCode, stderr } = await cli.suture(['lint', 'fix-503']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('fix-502')]);
  });
});
