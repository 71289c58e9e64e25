import type { Json, JsonObject } from '../base/json.ts';
import type { Step } from '../steps/define-step.ts';
import { argumentSchema, EXPRESSION } from './argument-schema.ts';
import { PLAY_KEYS } from './parse-playbook.ts';
import { STEP_KEYS } from './read-keywords.ts';

/** The JSON Schema of a playbook, by which editors complete and check: made of what the parser knows. */
export function playbookSchema(steps: Iterable<Step>, causes: readonly string[]): JsonObject {
  const all = [...steps];
  const keywords = Object.fromEntries(STEP_KEYS.map((key) => [key, KEYWORDS[key]]));
  const entry: JsonObject = {
    type: 'object',
    properties: {
      ...keywords,
      cause: { description: 'the cause whose findings this step answers', enum: causes },
      ...Object.fromEntries(all.map((step) => [step.name, stepSchema(step)])),
    },
    additionalProperties: false,
    oneOf: all.map(({ name }) => ({ required: [name] })),
  };
  const plays: Readonly<Record<string, Json>> = {
    ...PLAYS,
    steps: { type: 'array', minItems: 1, items: { $ref: '#/definitions/step' } },
    on_failure: { ...BLOCK, description: 'done on a host on which the steps have failed or were taken back' },
    always: { ...BLOCK, description: 'done on a host on which the steps were begun, however they have ended' },
    handlers: BLOCK,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A playbook of Suture',
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      required: ['hosts', 'steps'],
      properties: Object.fromEntries(PLAY_KEYS.map((key) => [key, plays[key] ?? {}])),
      additionalProperties: false,
    },
    definitions: { step: entry, expression: EXPRESSION },
  };
}

function stepSchema({ summary, arguments: known }: Step): JsonObject {
  const all = Object.entries(known);
  const required = all.flatMap(([name, { required: when, or }]) => (when === 'always' && !or ? [name] : []));
  return {
    description: summary,
    type: required.length > 0 ? 'object' : ['object', 'null'],
    properties: Object.fromEntries(all.map(([name, argument]) => [name, argumentSchema(argument)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

const BLOCK: JsonObject = { type: 'array', items: { $ref: '#/definitions/step' } };
const text: JsonObject = { type: 'string' };
const texts: JsonObject = { type: ['string', 'array'], items: text };
const condition: JsonObject = { type: ['string', 'boolean'] };

const KEYWORDS: Readonly<Record<(typeof STEP_KEYS)[number], JsonObject>> = {
  name: { ...text, description: 'what people read; a handler is notified by it' },
  cause: text,
  when: {
    description: 'a condition, or a list of which all must hold',
    anyOf: [condition, { type: 'array', items: condition }],
  },
  vars: { type: 'object', description: "vars of this step, over the play's" },
  loop: { type: ['array', 'string'], description: 'a list: once for each `item`' },
  tags: { ...texts, description: 'for --tags and --skip-tags' },
  until: {
    description: 'conditions that must hold before the host is planned; it is looked at anew until they do',
    anyOf: [condition, { type: 'array', items: condition }],
  },
  retries: { type: 'integer', minimum: 1, maximum: 20, description: 'how often it is tried again' },
  delay: { type: 'integer', minimum: 0, maximum: 60, description: 'seconds between two tries; default: 5' },
  timeout: { type: 'integer', minimum: 1, maximum: 600, description: 'seconds for each thing that it has the host do' },
  notify: { ...texts, description: 'handlers of this play, to be planned where this step changes something' },
  run_once: { type: 'boolean', description: "on the first of the play's hosts alone" },
};

const PLAYS: Readonly<Record<string, JsonObject>> = {
  name: { ...text, description: 'what people read' },
  hosts: { ...texts, description: "Ansible's patterns" },
  vars: { type: ['object', 'null'], description: "vars of all steps, over the inventory's" },
  vars_files: { ...texts, description: 'files of vars beside the playbook, over `vars`' },
  tags: { ...texts, description: 'tags of all steps' },
  confirm_within: { type: 'integer', description: 'seconds until a host that hears nothing more undoes by itself' },
  become: { type: 'boolean', description: "act as root, where the inventory doesn't say" },
  run_once: { type: 'boolean', description: "all steps on the first of the play's hosts alone" },
};
