import * as v from 'valibot';
import type { Argument } from '../../steps/define-step.ts';

const said = {
  about: v.string('an argument must say in `about` what it is'),
  required: v.exactOptional(v.picklist(['always', 'without-cause'])),
  or: v.exactOptional(v.array(v.string())),
};
const number = v.exactOptional(v.number());

/** What an own step says of one of its arguments. */
export const argument = v.variant(
  'takes',
  [
    v.strictObject({
      takes: v.literal('word'),
      words: v.array(v.string(), 'must be the words that it takes'),
      ...said,
    }),
    v.strictObject({ takes: v.picklist(['number', 'numbers']), from: number, to: number, ...said }),
    v.strictObject({ takes: v.picklist(['text', 'path', 'mode', 'regexp', 'texts', 'value']), ...said }),
    v.strictObject({ takes: v.picklist(['boolean', 'list', 'mapping', 'conditions']), ...said }),
  ],
  'an argument must say what it `takes`: text, texts, number, numbers, boolean, word, path, mode, regexp, value, list, mapping or conditions',
) satisfies v.GenericSchema<Argument>;
