import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type Suture, sutureOn } from './suture.ts';
import { atTerminal } from './terminal.ts';

// A plan is what was shown: it is applied exactly, or not at all.

const pool = '/etc/php/8.2/fpm/pool.d/www.conf';
const faults = { web01: 'socket-denied', web02: 'fpm-stopped' };

let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('saved-plans', 2);
  suture = sutureOn(lab);
});
beforeEach(async () => {
  await sideBySide(lab.hosts, (host) => lab.heal(host));
  await sideBySide(Object.entries(faults), ([host, fault]) => lab.breakHost(host, fault));
});
afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const on = async (host: string, command: string): Promise<string> => (await lab.execOn(host, command)).stdout;
const everything = (host: string): Promise<string> => lab.snapshot(host, ['/etc/systemd', '/tmp', '/var/lib/suture']);
const answers = (): Promise<readonly (number | string)[]> => sideBySide(lab.hosts, (host) => lab.httpStatus(host));

describe('while somebody thinks about a plan', () => {
  test('no connection is open, and yes applies what was shown', async () => {
    const terminal = atTerminal(suture.words('run', 'fix-502', '--no-color'));
    await terminal.waitFor('Apply this to these 2 hosts?');
    for (const host of lab.hosts) expect(await on(host, 'pgrep --uid ops --list-full || true')).toBe('');
    await terminal.answer('', 'y');
    expect(await terminal.ended).toBe(0);
    expect(await answers()).toEqual([200, 200]);
  });

  test('no is no', async () => {
    const before = await sideBySide(lab.hosts, everything);
    const terminal = atTerminal(suture.words('run', 'fix-502', '--no-color'));
    await terminal.answer('Apply this to these 2 hosts?', 'n');
    expect(await terminal.ended).toBe(8);
    expect(await sideBySide(lab.hosts, everything)).toEqual(before);
  });

  test('a host that changes meanwhile is left alone, with the difference shown; the other is repaired', async () => {
    const terminal = atTerminal(suture.words('run', 'fix-502', '--no-color'));
    await terminal.waitFor('Apply this to these 2 hosts?');
    await on('web01', `echo '; by hand' >>${pool}`);
    const theirs = await everything('web01');
    await terminal.answer('', 'y');
    expect(await terminal.ended).toBe(8);
    expect(terminal.shown()).toContain('the host has changed since this was planned');
    expect(terminal.shown()).toMatch(/sha256 at c1/);
    expect(await everything('web01')).toBe(theirs);
    expect(await answers()).toEqual([502, 200]);
  });
});
