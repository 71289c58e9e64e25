import { assertNever } from '../base/assert-never.ts';
import type { JsonObject } from '../base/json.ts';
import type { Argument } from '../steps/define-step.ts';

/** The JSON Schema of a text with an expression in it, which may stand wherever a value may. */
export const EXPRESSION: JsonObject = { type: 'string', pattern: String.raw`\{\{|\{%` };

/** The JSON Schema of an argument: what `judgeArgument` accepts. */
export const argumentSchema = (argument: Argument): JsonObject => ({
  description: argument.about,
  ...(takesAnyText(argument) ? valueSchema(argument) : orExpression(valueSchema(argument))),
});

/** Where any text will do, so will an expression. */
const takesAnyText = ({ takes }: Argument): boolean =>
  takes === 'text' || takes === 'beside' || takes === 'texts' || takes === 'value' || takes === 'conditions';

const orExpression = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { $ref: '#/definitions/expression' }] });

function valueSchema(argument: Argument): JsonObject {
  switch (argument.takes) {
    case 'word':
      return { enum: argument.words };
    case 'number':
      return numberSchema(argument);
    case 'numbers':
      return { anyOf: [numberSchema(argument), { type: 'array', items: numberSchema(argument), minItems: 1 }] };
    case 'text':
    case 'beside':
      return { type: 'string' };
    case 'path':
      return { type: 'string', pattern: '^/' };
    case 'mode':
      return { type: 'string', pattern: '^[0-7]{3,4}$' };
    case 'regexp':
      return { type: 'string', format: 'regex' };
    case 'texts':
      return { type: ['string', 'array'], items: { type: 'string' } };
    case 'value':
      return { type: ['string', 'number', 'boolean'] };
    case 'boolean':
      return { type: 'boolean' };
    case 'list':
      return { type: 'array' };
    case 'mapping':
      return { type: 'object' };
    case 'conditions':
      return { type: ['string', 'boolean', 'array'], items: { type: ['string', 'boolean'] } };
    default:
      return assertNever(argument);
  }
}

const numberSchema = ({ from, to }: { readonly from?: number; readonly to?: number }): JsonObject => ({
  type: 'integer',
  ...(from !== undefined && { minimum: from }),
  ...(to !== undefined && { maximum: to }),
});
