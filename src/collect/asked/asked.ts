import { assertNever } from '../../base/assert-never.ts';
import type { Asked, Question } from '../../facts/asked.ts';
import { known, unknown } from '../../facts/fact.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { type Block, blocksOf } from '../shell/blocks.ts';
import { judgingWaysTo } from '../shell/ways.ts';
import { askCommand, commandAnswer, commandWords } from './command.ts';
import { askPath, fileAnswer, pathAnswer, pathWords } from './path.ts';

/** What a play's steps must know before they can be planned; an answer that didn't come is unknown with the reason. */
export const askedOf = (questions: readonly Question[]): Collector<'asked'> =>
  defineCollector({
    fact: 'asked',
    seconds: SECONDS,
    maxBytes: MOST_BYTES,
    script: `${pathWords}${judgingWaysTo(questions.flatMap(pathOf))}${commandWords}${questions.map((question) => `${scriptOf(question)}\nblock end ''\n`).join('')}`,
    parse: ({ bytes }) => {
      const answers = answersIn(blocksOf(bytes));
      return known(questions.map((question, index) => answered(question, answers[index])));
    },
  });

const pathOf = (question: Question): readonly string[] => (question.kind === 'command' ? [] : [question.path]);

/** How long a host may take to answer all questions. */
export const SECONDS = 30;
const MOST_BYTES = 24 * 1024 * 1024;

function scriptOf(question: Question): string {
  switch (question.kind) {
    case 'path':
    case 'file':
      return askPath(question);
    case 'command':
      return askCommand(question);
    default:
      return assertNever(question);
  }
}

function answered(question: Question, blocks: readonly Block[] | undefined): Asked {
  const read = <Answer>(readIt: (blocks: readonly Block[]) => Answer) =>
    blocks === undefined ? unknown("the host's output ended before it came to that") : readIt(blocks);
  switch (question.kind) {
    case 'path':
      return { kind: 'path', question, answer: read(pathAnswer) };
    case 'file':
      return { kind: 'file', question, answer: read(fileAnswer) };
    case 'command':
      return { kind: 'command', question, answer: read(commandAnswer) };
    default:
      return assertNever(question);
  }
}

/** The blocks of each answer; an answer ends with a block of that name. */
function answersIn(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const answers: Block[][] = [];
  let answer: Block[] = [];
  for (const block of blocks) {
    if (block.name !== 'end') answer.push(block);
    else {
      answers.push(answer);
      answer = [];
    }
  }
  return answers;
}
