import { writtenText } from './arguments.ts';
import { defineStep } from './define-step.ts';

/** Tells whoever runs the play something of a host, beside its plan; changes nothing. */
export const note = defineStep({
  name: 'note',
  summary: 'tell whoever runs the play something of this host; change nothing',
  arguments: { message: { takes: 'value', about: 'what to tell', required: 'always' } },
  answers: false,
  plan: ({ with: given }) => {
    const message = writtenText(given['message'] ?? null) ?? '';
    return message === ''
      ? { kind: 'stop', reason: 'arguments', why: 'there is nothing to tell' }
      : { kind: 'note', message };
  },
});
