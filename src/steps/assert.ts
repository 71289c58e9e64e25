import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { unchanged } from './outcome.ts';

/** Leaves a host wholly alone unless all conditions hold; it changes nothing itself. */
export const assert = defineStep({
  name: 'assert',
  summary: 'go on with this host only if conditions hold; else change nothing on it',
  arguments: {
    that: {
      takes: 'conditions',
      about: 'a condition, or a list of them: facts.pools | length > 0',
      required: 'always',
    },
    message: { takes: 'text', about: 'what to say where they do not hold' },
  },
  answers: false,
  plan: ({ with: given }) => {
    const { that } = given;
    if (!Array.isArray(that) || that.length === 0) return { kind: 'stop', why: 'no condition is given: write `that:`' };
    if (that.every((holds) => holds === true)) return unchanged('all of it holds');
    const first = that.indexOf(false) + 1;
    const which = that.length === 1 ? 'its condition does' : `of its ${that.length} conditions number ${first} does`;
    return { kind: 'stop', why: textArgument(given, 'message') ?? `${which} not hold` };
  },
});
