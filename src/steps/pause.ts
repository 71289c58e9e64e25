import type { JsonObject } from '../base/json.ts';
import { mistake, numberArgument, textArgument } from './arguments.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changes, misread, mistakeOf, unchanged } from './outcome.ts';
import { ok, type Result } from '../base/result.ts';

const MOST_SECONDS = 60;

/** Lets time pass between changes, or has a person asked before anything is begun on the host. */
export const pause = defineStep({
  name: 'pause',
  summary: 'let seconds pass here; or ask a person before anything is begun on the host',
  arguments: {
    seconds: { takes: 'number', from: 1, to: MOST_SECONDS, about: 'how long', required: 'always', or: ['prompt'] },
    prompt: { takes: 'text', about: 'instead: a question, which somebody must answer with yes' },
  },
  answers: false,
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ world, with: given }) => {
    const pausing = read(given);
    if (!pausing.ok) return misread(pausing.error);
    const { value } = pausing;
    if (typeof value === 'string') return { kind: 'question', message: value };
    if (world.planned.length === 0) return unchanged('nothing is done before it');
    return changes({ kind: 'wait', for: { kind: 'time' }, seconds: value });
  },
});

function read(given: JsonObject): Result<string | number, ArgumentMistake> {
  const [prompt, seconds] = [textArgument(given, 'prompt'), numberArgument(given, 'seconds')];
  if (prompt !== null && given['seconds'] !== undefined)
    return mistake('prompt', 'a pause is of so many seconds, or until a question is answered: give one');
  if (prompt !== null) return ok(prompt);
  if (seconds !== null && seconds >= 1 && seconds <= MOST_SECONDS) return ok(seconds);
  return mistake('seconds', `\`seconds\` must be a whole number from 1 to ${MOST_SECONDS}`);
}
