import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltCli, buildCli } from '../built-cli.ts';

let cli: BuiltCli;

const play = (step: string): string => `- hosts: all\n  steps:\n    - ${step}\n`;

beforeAll(() => {
  cli = buildCli();
  cpSync(join(import.meta.dirname, '../../../docs/examples'), join(cli.folder, 'examples'), { recursive: true });
  const whole =
    'summary: "x", arguments: { a: { takes: "number", about: "b" } }, plan: () => ({ kind: "unchanged", why: "" })';
  cli.write({
    'mine.yml': play('mine: { a: 1 }'),
    'misspelled.yml': play('mien:'),
    'value.yml': play('mine: { a: x }'),
    'bad/argument.yml': play('argument:'),
    'bad/steps/argument.mjs': 'export default { summary: "x", arguments: { a: "text" }, plan: () => null };',
    'argument.yml': play('mine: { b: 1 }'),
    'as-handler.yml': `${play('{ test_nginx: , notify: h }')}  handlers:\n    - { name: h, mine: { a: 1 } }\n`,
    'steps/mine.mjs': `export default { ${whole} };`,
    'steps/unnamed.mjs': 'throw new Error("I was loaded");',
    'steps/Not-A-Name.mjs': 'throw new Error("I was loaded");',
    'bad/syntax.yml': play('syntax:'),
    'bad/thrown.yml': play('thrown:'),
    'bad/exports_nothing.yml': play('exports_nothing:'),
    'bad/no_plan.yml': play('no_plan:'),
    'bad/too_much.yml': play('too_much:'),
    'bad/lost.yml': play('lost:'),
    'bad/service.yml': play('service: { unit: nginx.service, state: started }'),
    'bad/steps/syntax.mjs': '\nexport default {\n  summary: oops oops\n};',
    'bad/steps/thrown.mjs': '\n\n  nowhere();',
    'bad/steps/exports_nothing.mjs': 'export const plan = () => null;',
    'bad/steps/no_plan.mjs': 'export default { arguments: [] };',
    'bad/steps/too_much.mjs': `export default { ${whole}, sumary: "", name: "x" };`,
    'bad/steps/lost.mjs': "import './gone.mjs';",
    'bad/steps/service.mjs': 'process.exit(77);',
  });
});
afterAll(() => cli.dispose());

test.each(['mine.yml', 'as-handler.yml', 'examples/recycle.yml'])(
  'a step beside the playbook is known, and no other file there is loaded: %s',
  async (playbook) => {
    const { exitCode, stdout, stderr } = await cli.suture(['lint', playbook]);
    expect(stderr).toBe('');
    expect(stdout).toContain('no mistakes');
    expect(exitCode).toBe(0);
  },
);

describe('a mistake is told at its place:', () => {
  test.concurrent.each<[string, readonly string[]]>([
    ['misspelled.yml', ['misspelled.yml:3:7: there is no step `mien`', 'did you mean `mine`?']],
    ['argument.yml', ['argument.yml:3:15: `mine` takes no `b`', '`a`']],
    ['bad/syntax.yml', ["bad/steps/syntax.mjs:3:1: this can't be loaded: SyntaxError"]],
    ['bad/thrown.yml', ["bad/steps/thrown.mjs:3:3: this can't be loaded: ReferenceError: nowhere"]],
    ['bad/lost.yml', ["bad/steps/lost.mjs:1:1: this can't be loaded: ", 'gone.mjs']],
    ['bad/exports_nothing.yml', ['bad/steps/exports_nothing.mjs:1:1: this has no default export', 'hint: ']],
    ['value.yml', ['value.yml:3:18: ', 'number']],
    ['bad/argument.yml', ['`arguments.a`', 'must say what it `takes`']],
    ['bad/no_plan.yml', ['`summary` must be', '`arguments` must be', '`plan` must be a function']],
    ['bad/too_much.yml', ['a step has no `sumary`', '`summary`', 'a step has no `name`', "the file's"]],
    ['bad/service.yml', ['bad/steps/service.mjs:1:1: `service` is a step that comes with Suture', 'own_service.mjs']],
  ])('%s', async (playbook, words) => {
    const { exitCode, stderr } = await cli.suture(['lint', playbook]);
    expect(exitCode, stderr).toBe(2);
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
