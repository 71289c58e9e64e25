import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planFileText, planHash } from '../../src/run/saved-plan/saved-plan.ts';
import { stopFpm } from '../checks/host.ts';
import { savedPlan } from '../run/saved-plan/plan.ts';
import { type BuiltCli, buildCli, type Doorbell, doorbell } from './built-cli.ts';

let cli: BuiltCli;
let door: Doorbell;
let knocked: number;

const now = Date.now();
const plan = {
  ...savedPlan({ web01: stopFpm }),
  madeAt: new Date(now).toISOString(),
  expiresAt: new Date(now + 3_600_000).toISOString(),
};

beforeAll(async () => {
  cli = buildCli();
  door = await doorbell();
  cli.write({
    'fleet.yml': `all:\n  hosts:\n    web01: { ansible_host: 127.0.0.1, ansible_port: ${door.port} }\n    web02:\n`,
    'plan.json': planFileText(plan),
    'edited.json': planFileText(plan).replace('php8.2-fpm.service', 'ssh.service'),
    'broken.json': planFileText(plan).slice(0, 200),
    'expired.json': planFileText({ ...plan, expiresAt: plan.madeAt }),
    'elsewhere.json': planFileText(savedPlan({ db01: stopFpm })),
    'mine.txt': 'mine\n',
  });
});
beforeEach(() => {
  knocked = door.rung();
});
afterAll(() => {
  cli.dispose();
  door.dispose();
});

const suture = (...words: readonly string[]) => cli.suture([...words, '-i', 'fleet.yml']);

describe('nobody is contacted about a plan', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    [
      'that is cut short',
      ['broken.json'],
      2,
      /^broken\.json:\d+:\d+: this is no JSON\n {2}\d+ \| .*\n.*\^\n {2}hint: /,
    ],
    ['that was edited by hand', ['edited.json'], 8, /^edited\.json:3:11: the plan was changed after it was made/],
    [
      'that isn’t the one that was approved',
      ['plan.json', '--approve', '0123456789ab'],
      8,
      /holds plan [0-9a-f]{12}, and/,
    ],
    ['that is approved by next to nothing', ['plan.json', '--approve', 'abc'], 2, /8 to 64 hexadecimal digits/],
    [
      'for hosts that the inventory lacks',
      ['elsewhere.json'],
      2,
      /does not know db01, which plan [0-9a-f]{12} is about/,
    ],
    ['that the limit leaves nothing of', ['plan.json', '-l', 'web02'], 2, /none of which is in the limit web02/],
    ['that isn’t there', ['no.json'], 2, /the plan no\.json can't be read: there is no such file/],
  ])('%s', async (_, words, exitCode, message) => {
    const ended = await suture('apply', ...words);
    expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode, stdout: '' });
    expect(ended.stderr).toMatch(message);
    expect(door.rung()).toBe(knocked);
  });

  test('whose time is over; each of its hosts is refused', async () => {
    const { exitCode, stdout } = await suture('apply', 'expired.json', '--yes', '-o', 'json');
    expect(exitCode).toBe(8);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'apply',
      plan: { file: 'expired.json', hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, by: 'ops@desk', hosts: 1 },
      hosts: [{ host: 'web01', status: 'refused', error: { reason: 'plan-expired' } }],
    });
    expect(door.rung()).toBe(knocked);
  });
});

describe('a plan is not saved', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'over a file',
      ['--check', '--save-plan', 'mine.txt'],
      /mine\.txt exists already\n {2}hint: a plan never overwrites/,
    ],
    [
      'in a folder that isn’t there',
      ['--check', '--save-plan', 'no/plan.json'],
      /the plan no\/plan\.json can't be written/,
    ],
    ['of a run that isn’t dry', ['--save-plan', 'new.json'], /--save-plan goes with --check/],
  ])('%s', async (_, words, message) => {
    const { exitCode, stderr } = await suture('run', 'fix-502', ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(door.rung()).toBe(knocked);
    expect(readFileSync(join(cli.folder, 'mine.txt'), 'utf8')).toBe('mine\n');
  });
});

test('the journal keeps which plan was applied', async () => {
  const { stdout } = await cli.suture(['history']);
  expect(stdout).toContain(`apply of plan ${planHash({ ...plan, expiresAt: plan.madeAt }).slice(0, 12)}`);
});
