import { expect, test } from 'vitest';
import { playHosts } from '../../src/cli/play-hosts.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { parsePlaybook } from '../../src/playbook/parse-playbook.ts';
import { allSteps } from '../../src/steps/all-steps.ts';

const inventory = parseInventory([{ kind: 'text', file: 'i.ini', text: '[web]\nweb01\nweb02\nweb03\n' }]);
const known = { steps: allSteps, causes: new Set<string>() };
const STEPS = `
  steps:
    - { name: each, service: { unit: nginx, state: reloaded } }
    - { name: once, run_once: true, service: { unit: nginx, state: started } }
    - { name: never alone, run_once: no, service: { unit: nginx, state: enabled } }
`;

/** The names of the steps that each host gets. */
function stepsOf(play: string, limit?: string): Readonly<Record<string, readonly string[]>> {
  const playbook = parsePlaybook('p.yml', play, known);
  const { hosts, stepsFor } = playHosts(playbook, inventory, limit, null);
  return Object.fromEntries(hosts.map(({ name }) => [name, stepsFor(name).map((step) => step.name)]));
}

test("a step that runs once is the first host's alone", () => {
  expect(stepsOf(`- hosts: web${STEPS}`)).toEqual({
    web01: ['each', 'once', 'never alone'],
    web02: ['each', 'never alone'],
    web03: ['each', 'never alone'],
  });
});

test.each<[string, string, string | undefined, string]>([
  ["in the play's order", `- hosts: web\n  order: reverse_inventory${STEPS}`, undefined, 'web03'],
  ['within the limit', `- hosts: web${STEPS}`, 'web02,web03', 'web02'],
  [
    "by the play's own word, unless a step says otherwise",
    `- hosts: web\n  run_once: true${STEPS}`,
    undefined,
    'web01',
  ],
])('the first host is the first %s', (_, play, limit, first) => {
  const steps = stepsOf(play, limit);
  expect(Object.keys(steps).filter((host) => steps[host]?.includes('once') === true)).toEqual([first]);
});

test('a play that runs once leaves the other hosts what its steps say they get all the same', () => {
  expect(stepsOf(`- hosts: web\n  run_once: true${STEPS}`)['web02']).toEqual(['never alone']);
});

test('a host is the first of each play by itself', () => {
  const plays = `- hosts: web${STEPS}- hosts: web:!web01${STEPS}`;
  expect(stepsOf(plays)['web02']).toEqual(['each', 'never alone', 'each', 'once', 'never alone']);
});
