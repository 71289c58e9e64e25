import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { loadInventory } from '../../src/cli/load-inventory.ts';
import { evaluationsFor } from '../../src/cli/playbook-expressions.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import type { PlayStep } from '../../src/playbook/playbook.ts';
import { allSteps } from '../../src/steps/all-steps.ts';

const INVENTORY = `
[web]
web01 unit=nginx.service zone="{{ inventory_hostname }}.{{ domain }}"
web02

[web:vars]
domain=example.com
`;
const { hosts } = parseInventory([{ kind: 'text', file: 'i.ini', text: INVENTORY }]);

function stepsOf(...steps: readonly string[]): readonly PlayStep[] {
  const text = `- hosts: web\n  vars: { own: 1 }\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`;
  return parsePlaybook('p.yml', text, { steps: allSteps, causes: new Set() }).plays.flatMap((play) => play.steps);
}

const evaluations = (steps: readonly PlayStep[], of = [...hosts.values()]) => evaluationsFor(of, () => steps, {});

async function said(...steps: readonly string[]): Promise<string> {
  try {
    await evaluations(stepsOf(...steps));
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

const whenever = (condition: string): string =>
  `{ when: "${condition}", service: { unit: nginx.service, state: reloaded } }`;

test('a host whose steps have no expressions needs no engine', async () => {
  const evaluationFor = await evaluations(stepsOf('{ service: { unit: nginx.service, state: reloaded } }'));
  expect(evaluationFor('web01')).toBeNull();
});

describe("a host's vars", () => {
  test('come with their templates rendered, with the names that every host has', async () => {
    const vars = (await evaluations(stepsOf(whenever('domain'))))('web01')?.hostVars;
    expect(['zone', 'inventory_hostname', 'group_names'].map((name) => vars?.valueOf(name))).toEqual([
      { ok: true, value: 'web01.example.com' },
      { ok: true, value: 'web01' },
      { ok: true, value: ['web'] },
    ]);
  });

  test('that are secret are given to no playbook, as its values are shown', async () => {
    const vault = join(import.meta.dirname, '../corpus/inventory/vault');
    const options = {
      inventory: [join(vault, 'hosts.yml')],
      vaultId: [`dev@${vault}/dev.pass`, `prod@${vault}/prod-client`],
    };
    const sealed = await loadInventory(options);
    const steps = stepsOf(whenever('ansible_password'));
    const vars = (await evaluationsFor([...sealed.hosts.values()], () => steps, options))('v1')?.hostVars;
    expect(vars?.valueOf('ansible_password')).toEqual({
      ok: false,
      error: "is secret, and a playbook's values are shown in plans",
    });
  });
});

describe('what is wrong whatever the hosts say', () => {
  test.each([
    ['unit', '`unit` is not defined for web02'],
    ['unyt', '`unyt` is not defined for web01\n  hint: did you mean `unit`?'],
    ['own == 2 and domian', '`domian` is not defined for web01\n  hint: did you mean `domain`?'],
  ])('%s: a name that some host does not have, once, at its place', async (condition, message) => {
    const told = await said(whenever(condition));
    expect(told).toContain(message);
    expect(told.match(/is not defined/g)).toHaveLength(1);
    expect(told).toMatch(/^p\.yml:4:\d+: /);
  });

  test.each(['own', 'domain', 'inventory_hostname', 'vars.own', 'unit is defined', "unit | default('x')"])(
    '%s is nothing wrong',
    async (condition) => {
      expect(await said(whenever(condition))).toBe('');
    },
  );

  test('what the engine can not read is told first, all at once', async () => {
    const told = await said(whenever('own =='), whenever('unyt'), whenever('own | nothing_such('));
    expect(told.match(/this is no expression/g)).toHaveLength(2);
    expect(told).not.toContain('unyt');
  });
});
