import { describe, expect, test } from 'vitest';
import { askQuestions } from '../../../src/collect/ask-questions.ts';
import { answerTo, type CommandQuestion } from '../../../src/facts/asked.ts';
import { shells, withShell } from '../shells.ts';

const command = (line: string, folder = '/'): CommandQuestion => ({
  kind: 'command',
  argv: ['sh', '-c', line],
  folder,
});

describe.each(shells)('under %s', (shell) => {
  test('each command says how it ended, and nothing of what it printed', async () => {
    const questions = [
      command('echo suture-1234 end 0; echo status >&2; exit 3'),
      command('[ "$(pwd)" = /usr ]', '/usr'),
      command('true', '/nowhere'),
      command('cat'),
      { ...command(''), argv: ['suture-has-no-such-command'] },
      { ...command(''), argv: ['test', "it's", '=', "it's"] },
    ];
    const asked = await withShell(shell, (session) => askQuestions(session, questions));
    if (!asked.ok) throw new Error(asked.error.message);
    const told = questions.map((question) => answerTo({ asked: asked.value }, question));
    const statuses = told.map((answer) => (answer.state === 'known' ? answer.value.status : answer.why));
    expect(statuses.filter((_, index) => index !== 2)).toEqual([3, 0, 0, 127, 0]);
    expect(statuses[2]).not.toBe(0);
  });
});
