import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { causes } from '../../src/checks/all-checks.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { playbookSchema } from '../../src/playbook/playbook-schema.ts';
import { allSteps } from '../../src/steps/all-steps.ts';

const known = {
  steps: new Map([...allSteps.values()].map((step) => [step.name, Object.keys(step.arguments)])),
  causes: new Set(causes().map(({ cause }) => cause)),
};
const schema = playbookSchema(allSteps.values(), [...known.causes]) as unknown as {
  readonly items: { readonly properties: object };
  readonly definitions: {
    readonly step: { readonly properties: Readonly<Record<string, { readonly properties?: object }>> };
  };
};
const entry = schema.definitions.step.properties;

/** The codes of the mistakes that speak of a word that isn't known. */
function unknownIn(play: object): readonly string[] {
  try {
    parsePlaybook('p.yml', JSON.stringify([play]), known);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.mistakes
      .map(({ code }) => code)
      .filter((code) => code.startsWith('unknown-') && code !== 'unknown-handler');
  }
}

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
