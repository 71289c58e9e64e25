import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { closedShop } from './closed-shop.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Ended, type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';

// A repair that does harm does it on as few hosts as can be.

let lab: Lab;
let suture: Suture;
let folder: string;

beforeAll(async () => {
  lab = await bringUpAnew('guards', 3);
  suture = sutureOn(lab);
  folder = mkdtempSync(join(tmpdir(), 'suture-guards-'));
});
afterAll(async () => {
  suture.dispose();
  rmSync(folder, { recursive: true });
  await lab.takeDown();
});

beforeEach(() => sideBySide(lab.hosts, (host) => lab.heal(host)));

/** Breaks each host: on a `worse` one the repair will be undone, since a site pays for it. */
const broken = (...faults: readonly ('worse' | 'curable')[]): Promise<unknown> =>
  sideBySide([...faults.entries()], async ([index, fault]) => {
    const host = lab.hosts[index] ?? '';
    if (fault === 'worse') await lab.execOn(host, closedShop);
    else await lab.breakHost(host, 'upstream-mismatch');
  });

function playbook(name: string, ...guards: readonly string[]): string {
  const file = join(folder, `${name}.yml`);
  const step = '    - cause: upstream-mismatch\n      realign_fastcgi_pass:\n';
  writeFileSync(file, `- hosts: all\n${guards.map((line) => `  ${line}\n`).join('')}  steps:\n${step}`);
  return file;
}

const everything = (host: string): Promise<string> => lab.snapshot(host, ['/etc/systemd', '/tmp', '/var/lib/suture']);
const answers = (): Promise<readonly (number | string)[]> => sideBySide(lab.hosts, (host) => lab.httpStatus(host));
const ends = ({ hosts }: Ended): readonly string[] =>
  hosts.map(({ host, status, error }) => `${host} ${status}${error === undefined ? '' : ` ${error.reason}`}`);
const begun = (run: string): readonly string[] => {
  const lines = readFileSync(join(suture.stateDir, 'runs', run, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const events = lines.map((line) => JSON.parse(line) as { readonly type: string; readonly host?: string });
  return events.flatMap(({ type, host }) => (type === 'host-changing' ? (host ?? []) : []));
};

describe('batches', () => {
  test('a canary whose repair is undone is the only host that was touched; what is left is run again', async () => {
    const play = playbook('canary', 'serial: [1, 100%]');
    await broken('worse', 'curable', 'curable');
    const before = await sideBySide(lab.hosts.slice(1), everything);
    const first = await suture.fleet('run', play, '--yes');
    expect(first.exitCode).toBe(6);
    expect(ends(first)).toEqual([
      'web01 rolled-back verify-worse',
      'web02 refused budget-spent',
      'web03 refused budget-spent',
    ]);
    expect(first.host('web02').error?.message).toContain('1 of 1 hosts of a batch');
    expect(begun(first.run)).toEqual(['web01']);
    expect(await sideBySide(lab.hosts.slice(1), everything)).toEqual(before);

    await lab.heal('web01');
    const again = await suture.fleet('run', play, '--yes', '--rerun', `failed:${first.run}`);
    expect(ends(again)).toEqual(['web01 ok', 'web02 changed', 'web03 changed']);
    expect(begun(again.run)).toEqual(['web02', 'web03']);
    expect(await answers()).toEqual([200, 200, 200]);

    const nothing = await suture.fleet('run', play, '--yes', '--rerun', 'failed');
    expect(nothing.exitCode).toBe(2);
    expect(nothing.stderr).toContain(`run ${again.run} left no host to run on again`);
  });

  test('follow one another in the order of the play, and a percentage that is not exceeded lets them go on', async () => {
    const play = playbook('backwards', 'serial: 2', 'order: reverse_inventory', 'max_fail_percentage: 50');
    await broken('curable', 'curable', 'worse');
    const ended = await suture.fleet('run', play, '--yes');
    expect(ends(ended)).toEqual(['web01 changed', 'web02 changed', 'web03 rolled-back verify-worse']);
    expect(begun(ended.run).toSorted()).toEqual(['web01', 'web02', 'web03']);
    expect(begun(ended.run).at(-1)).toBe('web01');
  });

  test('are kept with a saved plan', async () => {
    const plan = join(folder, 'canary.json');
    await broken('worse', 'curable', 'curable');
    await suture.fleet('run', playbook('saved', 'serial: [1, 100%]'), '--check', '--save-plan', plan);
    const ended = await suture.fleet('apply', plan, '--yes');
    expect(ends(ended)).toEqual([
      'web01 rolled-back verify-worse',
      'web02 refused budget-spent',
      'web03 refused budget-spent',
    ]);
  });

  test('a host that was lost counts', async () => {
    const play = playbook('fatal', 'any_errors_fatal: true');
    await broken('curable', 'curable', 'curable');
    await lab.execOn('web02', 'systemctl stop ssh.socket ssh.service');
    const ended = await suture.fleet('run', play, '--yes');
    expect(ended.exitCode).toBe(5);
    expect(ends(ended)).toEqual([
      'web01 refused budget-spent',
      expect.stringMatching(/^web02 unreachable /),
      'web03 refused budget-spent',
    ]);
    expect(begun(ended.run)).toEqual([]);
  });
});

describe('a run that nobody watches, of a playbook that says nothing of batches', () => {
  test('begins with one host after the other, and stops at the second that goes wrong', async () => {
    await broken('worse', 'worse', 'curable');
    const before = await everything('web03');
    const ended = await suture.fleet('run', 'fix-502', '--yes', '--forks', '1');
    expect(ended.exitCode).toBe(6);
    expect(ends(ended)).toEqual([
      'web01 rolled-back verify-worse',
      'web02 rolled-back verify-worse',
      'web03 refused budget-spent',
    ]);
    expect(begun(ended.run)).toEqual(['web01', 'web02']);
    expect(await everything('web03')).toBe(before);
  });

  test('goes on after one, which may be to blame itself', async () => {
    await broken('worse', 'curable', 'curable');
    const ended = await suture.fleet('run', 'fix-502', '--yes');
    expect(ended.exitCode).toBe(6);
    expect(ends(ended)).toEqual(['web01 rolled-back verify-worse', 'web02 changed', 'web03 changed']);
  });
});

describe('a play', () => {
  test('has hosts reached as root, and says how long they have to confirm; a saved plan keeps both', async () => {
    const inventory = join(folder, 'without-root.yml');
    writeFileSync(inventory, readFileSync(lab.inventory, 'utf8').replace(/^ *ansible_become:.*\n/m, ''));
    const plain = sutureOn({ inventory, knownHosts: lab.knownHosts });
    await broken('curable', 'curable', 'curable');
    const play = playbook('as-root', 'become: yes', 'confirm_within: 300');
    const file = join(folder, 'as-root.json');
    await plain.fleet('run', play, '--check', '--save-plan', file, '--limit', 'web02');
    const applied = await plain.fleet('apply', file, '--yes');
    const ran = await plain.fleet('run', play, '--yes', '--limit', 'web01,web03');
    expect([...ends(applied), ...ends(ran)]).toEqual(['web02 changed', 'web01 changed', 'web03 changed']);
    for (const [host, { run }] of [
      ['web01', ran],
      ['web02', applied],
    ] as const) {
      expect((await lab.execOn(host, `grep seconds= /var/lib/suture/tx/${run}/switch`)).stdout).toBe('seconds=300\n');
    }
    plain.dispose();
  });
});

describe('--step', () => {
  test('shows and asks for one host after the other, with no connection open, and says how each ended', async () => {
    await broken('curable', 'curable', 'curable');
    const terminal = atTerminal(suture.words('run', 'fix-502', '--step', '--no-color'));
    await terminal.answer('Apply this to web01? [y/N/all/quit]', 'y');
    await terminal.waitFor('web01: changed');
    await terminal.waitFor('Apply this to web02? [y/N/all/quit]');
    for (const host of lab.hosts) {
      expect((await lab.execOn(host, 'pgrep --uid ops --list-full || true')).stdout).toBe('');
    }
    expect(await answers()).toEqual([200, 502, 502]);
    await terminal.answer('', 'n');
    await terminal.answer('Apply this to web03? [y/N/all/quit]', 'q');
    expect(await terminal.ended).toBe(8);
    expect(terminal.shown()).toContain('not-approved');
    expect(await answers()).toEqual([200, 502, 502]);

    const rest = atTerminal(suture.words('run', 'fix-502', '--step', '--rerun', 'failed', '--no-color'));
    await rest.answer('Apply this to web02? [y/N/all/quit]', 'all');
    expect(await rest.ended).toBe(0);
    expect(rest.shown()).not.toContain('web03?');
    expect(await answers()).toEqual([200, 200, 200]);
  });
});
