import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signerOf, signPlan } from '../../src/cli/plan-signature.ts';
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
    'taken.sig': 'mine\n',
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

describe('a signed plan', () => {
  const key = (name: string, type = 'ed25519'): string => {
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', join(cli.folder, name)]);
    return readFileSync(join(cli.folder, `${name}.pub`), 'utf8').trim();
  };
  const sign = (name: string, file: string, namespace = 'suture-plan'): void => {
    rmSync(join(cli.folder, `${file}.sig`), { force: true });
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', name, '-n', namespace, file], { cwd: cli.folder });
  };
  beforeAll(() => {
    const [alice, bob] = [key('alice'), key('bob')];
    for (const file of ['signed', 'forged', 'unsigned', 'by-bob', 'for-mail']) {
      cli.write({ [`${file}.json`]: planFileText(plan) });
    }
    sign('alice', 'signed.json');
    sign('alice', 'forged.json');
    sign('bob', 'by-bob.json');
    sign('alice', 'for-mail.json', 'file');
    cli.write({
      signers: `alice@example.com ${alice}\n`,
      'late-signers': `alice@example.com valid-before="20200101" ${alice}\n`,
      'other-signers': `alice@example.com namespaces="git" ${alice}\nbob@example.com ${bob}\n`,
      // Whoever alters a plan can give it a hash that fits.
      'forged.json': planFileText({ ...plan, by: 'eve@desk' }),
    });
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'is refused where it has no signature',
      ['unsigned.json', '--signed-by', 'signers'],
      /unsigned\.json is not signed by anybody in signers/,
    ],
    [
      'is refused where somebody else has signed it',
      ['by-bob.json', '--signed-by', 'signers'],
      /by-bob\.json is not signed by anybody in/,
    ],
    [
      'is refused where it was altered',
      ['forged.json', '--signed-by', 'signers'],
      /the signature of forged\.json does not hold/,
    ],
    [
      'is refused where it was signed for something else',
      ['for-mail.json', '--signed-by', 'signers'],
      /the signature of for-mail\.json does not hold/,
    ],
    ['is refused where the key is none for plans', ['signed.json', '--signed-by', 'other-signers'], /signed\.json/],
    ['is refused where the key is too old', ['signed.json', '--signed-by', 'late-signers'], /signed\.json/],
  ])('%s', async (_, words, message) => {
    const { exitCode, stdout, stderr } = await suture('apply', ...words, '--yes');
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 8, stdout: '' });
    expect(door.rung()).toBe(knocked);
  });

  test('without a list of signers is a mistake', async () => {
    const { exitCode, stderr } = await suture('apply', 'signed.json', '--signed-by', 'nobody', '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the list of signers nobody can't be read");
  });

  test('of somebody on the list is taken, and the signer is told', async () => {
    const words = ['apply', 'signed.json', '--signed-by', 'signers', '--check', '--connect-timeout', '1'];
    const { stdout } = await suture(...words);
    expect(door.rung()).toBeGreaterThan(knocked);
    expect(stdout).toMatch(/signed +by alice@example\.com\s+\(SHA256:/);
    expect(JSON.parse((await suture(...words, '-o', 'json')).stdout)).toMatchObject({
      plan: { signedBy: expect.stringMatching(/^alice@example\.com \(SHA256:/) as string, hostNames: ['web01'] },
    });
  });

  test('is signed by the key that is named', () => {
    const signature = signPlan('a plan', join(cli.folder, 'alice'));
    cli.write({ 'own.json': 'a plan', 'own.json.sig': signature });
    const [file, signers] = [join(cli.folder, 'own.json'), join(cli.folder, 'signers')];
    expect(signerOf('a plan', file, signers)).toMatchObject({ ok: true });
    expect(signerOf('a Plan', file, signers)).toMatchObject({ ok: false });
    expect(() => signPlan('a plan', join(cli.folder, 'plan.json'))).toThrow("can't be signed with");
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
    [
      'where its signature would go over a file',
      ['--check', '--save-plan', 'taken', '--sign', 'alice'],
      /taken\.sig exists already/,
    ],
    [
      'where the key is not there',
      ['--check', '--save-plan', 'new.json', '--sign', 'no-key'],
      /the key no-key can't be read/,
    ],
    ['by its signature alone', ['--check', '--sign', 'alice'], /--sign goes with --save-plan/],
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
