import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { causes } from '../../src/checks/all-checks.ts';
import { toJson } from '../../src/formats/yaml/node.ts';
import { parseYamlDocument } from '../../src/formats/yaml/parse.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { playbookSchema } from '../../src/playbook/playbook-schema.ts';
import { allSteps } from '../../src/steps/all-steps.ts';

const known = {
  steps: allSteps,
  causes: new Set(causes().map(({ cause }) => cause)),
};
const schema = playbookSchema(allSteps.values(), [...known.causes]) as unknown as {
  readonly items: { readonly properties: object };
  readonly definitions: {
    readonly step: { readonly properties: Readonly<Record<string, { readonly properties?: object }>> };
  };
};
const entry = schema.definitions.step.properties;

/** The codes of a playbook's mistakes. */
function mistakesIn(text: string): readonly string[] {
  try {
    parsePlaybook('p.yml', text, known);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.mistakes.map(({ code }) => code);
  }
}

/** Of the mistakes those that speak of a word that isn't known. */
const unknownIn = (play: object): readonly string[] =>
  mistakesIn(JSON.stringify([play])).filter((code) => code.startsWith('unknown-') && code !== 'unknown-handler');

test('the schema that is shipped is the one that the parser knows (vitest -u writes it anew)', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../schema/playbook.json');
});

test('each word of the schema is one of the parser, in its place, and no other word is', () => {
  const steps = [{ test_nginx: null }];
  for (const key of Object.keys(schema.items.properties))
    expect(unknownIn({ hosts: 'all', steps, [key]: [] }), key).toEqual([]);
  expect(unknownIn({ hosts: 'all', steps, colour: 1 })).toEqual(['unknown-key']);
  for (const [key, { properties = {} }] of Object.entries(entry)) {
    if (!known.steps.has(key)) {
      const value = key === 'cause' ? 'fpm-stopped' : key === 'vars' ? {} : ['x'];
      expect(unknownIn({ hosts: 'all', steps: [{ test_nginx: null, [key]: value }] }), key).toEqual([]);
      continue;
    }
    const given = Object.fromEntries(Object.keys(properties).map((name) => [name, 'x']));
    expect(unknownIn({ hosts: 'all', steps: [{ [key]: given }] }), key).toEqual([]);
    expect(unknownIn({ hosts: 'all', steps: [{ [key]: { ...given, colour: 1 } }] }), key).toEqual(['unknown-argument']);
  }
  expect(Object.keys(entry).filter((key) => known.steps.has(key))).toEqual([...known.steps.keys()]);
});

const validate = new Ajv().compile(schema);
const accepts = (play: string): boolean => {
  const { root } = parseYamlDocument('p.yml', play);
  return root !== null && validate(toJson(root)) === true;
};

test('an editor finds no fault with the playbooks that are shipped', () => {
  const folder = new URL('../../playbooks/', import.meta.url);
  for (const file of readdirSync(folder)) {
    expect(accepts(readFileSync(new URL(file, folder), 'utf8')), JSON.stringify([file, validate.errors])).toBe(true);
  }
});

test.each<[string, boolean]>([
  ['service: { unit: nginx, state: restarted }', true],
  ['service: { unit: nginx, state: "{{ wanted }}" }', true],
  ['service: { unit: nginx, state: restared }', false],
  ['service: { unit: [nginx], state: restarted }', false],
  ['service: nginx', false],
  ['assert: { that: [a, true] }', true],
  ['assert:', false],
  ['assert: { message: x }', false],
  ['set_listen_owner: { mode: "0660" }', true],
  ['set_listen_owner: { mode: 660 }', false],
  ['set_pool_option: { pool: www, options: { pm.max_children: 9 } }', true],
  ['set_pool_option: { pool: www, options: "{{ mine }}" }', true],
  ['set_pool_option: { pool: www, options: 9 }', false],
])('an editor judges a value as the parser does: %s', (step, isRight) => {
  expect(accepts(`- hosts: all\n  steps:\n    - ${step}`)).toBe(isRight);
  const mistakes = mistakesIn(`- hosts: all\n  steps:\n    - ${step}\n      cause: fpm-stopped`);
  expect(mistakes.length === 0).toBe(isRight);
});
