import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadInventory, selectHosts } from '../../../src/cli/load-inventory.ts';
import { inventoryGraph } from '../../../src/inventory/inventory-graph.ts';
import { inventoryHost, inventoryList } from '../../../src/inventory/inventory-json.ts';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import { type Answer, askAnsible } from './ask.ts';
import { type Case, cases } from './cases.ts';

const CORPUS = join(import.meta.dirname, '../../corpus/inventory');

/** What is asked of both, of each case. */
interface Question {
  readonly of: Case;
  readonly asks: string;
  readonly command: readonly string[];
  /** What Suture says to it. */
  readonly suture: (inventory: Inventory) => unknown;
  readonly read: (stdout: string) => unknown;
}

const questions: readonly Question[] = cases.flatMap((of) => {
  const sources = (of.sources ?? [of.name]).flatMap((source) => [
    '-i',
    source.includes(',') ? source : join(CORPUS, source),
  ]);
  const extra = (of.extraVars ?? []).flatMap((vars) => ['-e', inCorpus(vars)]);
  const options = [...sources, ...playbookDir(of).flatMap((folder) => ['--playbook-dir', folder]), ...extra];
  const vault = (of.vaultIds ?? []).flatMap((id) => ['--vault-id', vaultId(id)]);
  return [
    {
      of,
      asks: '--list',
      command: ['ansible-inventory', ...options, ...vault, '--list'],
      suture: (inventory: Inventory) => inventoryList(inventory),
      read: (stdout: string): unknown => JSON.parse(stdout),
    },
    {
      of,
      asks: '--graph',
      command: ['ansible-inventory', ...options, ...vault, '--graph'],
      suture: (inventory: Inventory) => inventoryGraph(inventory),
      read: (stdout: string) => ({ ok: true, value: stdout.trimEnd() }),
    },
    ...of.hosts.map((host) => ({
      of,
      asks: `--host ${host}`,
      command: ['ansible-inventory', ...options, ...vault, '--host', host],
      suture: (inventory: Inventory) => inventoryHost(inventory, host),
      read: (stdout: string) => ({ ok: true, value: JSON.parse(stdout) as unknown }),
    })),
    ...(of.limits ?? []).map((limit) => ({
      of,
      asks: `--limit ${limit}`,
      command: ['ansible', ...options, ...vault, 'all', '--limit', inCorpus(limit), '--list-hosts'],
      suture: (inventory: Inventory) => selectHosts(inventory, 'all', inCorpus(limit)).map(({ name }) => name),
      read: hostNames,
    })),
    ...(of.limits ?? [])
      .filter((each) => !each.includes('@'))
      .map((pattern) => ({
        of,
        asks: `the pattern ${pattern}`,
        command: ['ansible', ...options, ...vault, pattern, '--list-hosts'],
        suture: (inventory: Inventory) => selectHosts(inventory, pattern).map(({ name }) => name),
        read: hostNames,
      })),
  ];
});

function playbookDir({ playbookDir: folder }: Case): readonly string[] {
  return folder === undefined ? [] : [join(CORPUS, folder)];
}

function vaultId(id: string): string {
  const [label = '', file = ''] = id.split('@');
  return `${label}@${join(CORPUS, file)}`;
}

/** `@file` in a limit names a file of the corpus. */
function inCorpus(limit: string): string {
  return limit.replaceAll(/@(?=\w)/g, () => `@${CORPUS}/`);
}

function hostNames(stdout: string): readonly string[] {
  return stdout
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const inventories = new Map<string, Inventory>();
let answers: readonly Answer[];

beforeAll(async () => {
  answers = await askAnsible(questions.map(({ command }) => command));
  for (const of of cases) {
    const sources = (of.sources ?? [of.name]).map((source) => (source.includes(',') ? source : join(CORPUS, source)));
    const [folder] = playbookDir(of);
    const vaultIds = (of.vaultIds ?? []).map(vaultId);
    const extraVars = (of.extraVars ?? []).map(inCorpus);
    const options = { inventory: sources, vaultId: vaultIds, extraVars };
    inventories.set(
      of.name,
      await loadInventory({ ...options, ...(folder === undefined ? {} : { playbookDir: folder }) }),
    );
  }
});

describe.each(cases)('$name reads as Ansible reads it', (of) => {
  const asked = questions.map((question, index) => ({ ...question, index })).filter((question) => question.of === of);
  test.each(asked)('$asks', ({ command, suture, read, index }) => {
    const answer = answers[index];
    const inventory = inventories.get(of.name);
    if (answer === undefined || inventory === undefined) throw new Error('no answer');
    expect(answer, command.join(' ')).toMatchObject({ status: 0 });
    expect(suture(inventory)).toEqual(redact(read(answer.stdout), of.redacted ?? []));
  });
});

/** What Ansible prints, with what Suture keeps to itself taken out. */
function redact(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0) return value;
  return JSON.parse(JSON.stringify(value), (name, each: unknown) => (names.includes(name) ? '[redacted]' : each));
}
