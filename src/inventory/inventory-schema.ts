import type { JsonObject } from '../base/json.ts';
import { KNOWN_VARS, type KnownVar } from './known-vars.ts';

/** The JSON Schema of an inventory in YAML or JSON, by which editors complete and check; Ansible's validate as they are. */
export const inventorySchema: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'An inventory of Suture, as Ansible has them',
  type: 'object',

  propertyNames: { not: { enum: ['hosts', 'children', 'vars', 'plugin'] } },
  additionalProperties: { $ref: '#/definitions/group' },
  definitions: {
    group: {
      description: 'a group: its hosts, the groups inside it, and vars of all of them',
      type: ['object', 'null'],
      properties: {
        hosts: {
          description: 'hosts, or ranges of them such as web[01:50], each with its vars; or the name of the only one',
          type: ['object', 'string', 'null'],
          additionalProperties: { $ref: '#/definitions/vars' },
        },
        children: {
          description: 'groups inside this one; or the name of the only one',
          type: ['object', 'string', 'null'],
          propertyNames: { not: { const: 'all' } },
          additionalProperties: { $ref: '#/definitions/group' },
        },
        vars: { $ref: '#/definitions/vars' },
      },
      additionalProperties: false,
    },
    vars: {
      description: 'vars, of which these say how hosts are reached and what is expected of them',
      type: ['object', 'null'],
      properties: {
        ...Object.fromEntries(
          Object.entries(KNOWN_VARS).map(([name, known]) => [
            name,
            { description: known.about, anyOf: [...valuesOf(known), { $ref: '#/definitions/made' }] },
          ]),
        ),
        ansible_group_priority: {
          description: "of groups side by side, the one with the larger number wins: only among a group's vars",
        },
      },
    },
    text: { type: ['string', 'integer', 'null'] },
    port: {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 65_535 },
        { type: 'string', pattern: '^[0-9]{1,5}$' },
        { enum: [null, ''] },
      ],
    },
    flag: {
      anyOf: [
        { type: ['boolean', 'null'] },
        { enum: [0, 1] },
        {
          type: 'string',
          pattern: '^([Tt](rue)?|TRUE|[Yy](es)?|YES|[Oo]n|ON|1|[Ff](alse)?|FALSE|[Nn]o?|NO|[Oo]ff|OFF|0)$',
        },
      ],
    },
    requests: {
      anyOf: [
        {
          type: 'array',
          items: {
            anyOf: [
              { type: 'string', pattern: String.raw`^https?://|\{\{` },
              { $ref: '#/definitions/request' },
              { $ref: '#/definitions/made' },
            ],
          },
        },
        { type: 'null' },
      ],
    },
    answers: {
      type: ['object', 'null'],
      additionalProperties: {
        anyOf: [{ $ref: '#/definitions/status' }, { $ref: '#/definitions/request' }, { $ref: '#/definitions/made' }],
      },
    },
    request: {
      type: 'object',
      properties: {
        url: { description: 'in place of scheme, port and path', type: 'string' },
        host: { description: "the site's name", type: 'string' },
        scheme: { description: 'default: http', type: 'string' },
        port: { description: 'default: 80, or 443 for https', type: ['integer', 'null'] },
        path: { description: 'default: /', type: 'string' },
        status: { $ref: '#/definitions/status' },
        contains: { description: 'a text in the first 64 KiB of the body', type: ['string', 'null'] },
      },
      additionalProperties: false,
    },
    status: {
      description: 'the right status, or a list of them; default: 200',
      anyOf: [
        { $ref: '#/definitions/code' },
        { type: 'array', items: { $ref: '#/definitions/code' }, minItems: 1 },
        { type: 'null' },
      ],
    },
    code: {
      anyOf: [
        { type: 'integer', minimum: 100, maximum: 599 },
        { type: 'string', pattern: '^[1-5][0-9]{2}$' },
      ],
    },
    made: {
      description: 'a template, or what only a vault or nothing opens',
      anyOf: [
        { type: 'string', pattern: String.raw`\{\{|\{%|^\$ANSIBLE_VAULT;` },
        { type: 'object', required: ['__ansible_vault'] },
        { type: 'object', required: ['__ansible_unsafe'] },
      ],
    },
  },
};

function valuesOf(known: KnownVar): readonly JsonObject[] {
  if (known.takes === 'flag-or-text') return [{ $ref: '#/definitions/flag' }, { $ref: '#/definitions/text' }];
  if (known.takes !== 'word') return [{ $ref: `#/definitions/${known.takes}` }];
  return [{ enum: known.words }, { enum: [null, '', ...known.words.map((word) => `ansible.builtin.${word}`)] }];
}
