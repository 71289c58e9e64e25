import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// What a plain user finds on real hosts: much, by the files that anybody may read, the units, the sockets and the sites'
// answers. What only root sees is never taken for health, and nothing is planned.

const host = 'web01';
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('without-root', 1);
  suture = sutureOn(lab);
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const look = async (...args: readonly string[]) => suture.fleet('check', '--no-become', ...args);

/** What has to do with root in what was not checked. */
const unseen = (skipped: readonly { readonly cause: string; readonly why: string }[]): readonly string[] =>
  skipped.filter(({ why }) => why.includes('needs root')).map(({ cause }) => cause);

test('a host on which nothing is found is not called healthy', async () => {
  const told = await look();
  expect(told.exitCode).toBe(4);
  expect(told.host(host)).toMatchObject({ status: 'failed', findings: [], error: { reason: 'needs-root' } });
  expect(told.host(host).sites.map(({ status }) => status)).toEqual([200]);
  expect(unseen(told.host(host).skipped)).toEqual(expect.arrayContaining(['nginx-config-invalid', 'php-fatal']));
  expect((await suture.fleet('check')).host(host).status).toBe('healthy');
});

describe('what anybody may see is found', () => {
  test.each([
    'fpm-stopped',
    'socket-gone',
    'socket-denied',
    'upstream-mismatch',
    'nginx-stopped',
    'fpm-masked',
    'stale-socket',
  ])('%s', async (fault) => {
    await lab.heal(host);
    await lab.breakHost(host, fault);
    const told = await look();
    expect(told.exitCode).toBe(3);
    const { status, findings } = told.host(host);
    expect([status, findings[0]?.cause]).toEqual(['unhealthy', fault]);
  });
});

describe('what only root sees is said to be unseen', () => {
  test.each(['php-fatal', 'worker-crashed', 'nginx-config-invalid'])('%s', async (fault) => {
    await lab.heal(host);
    await lab.breakHost(host, fault);
    const { status, findings, skipped } = (await look()).host(host);
    expect(status).not.toBe('healthy');
    const named = findings.map(({ cause }) => cause);
    expect([...named, ...unseen(skipped)]).toContain(fault);
  });

  test('a part of the configuration that may not be read leaves the rest unjudged', async () => {
    await lab.heal(host);
    await lab.breakHost(host, 'upstream-mismatch');
    await lab.execOn(host, 'chmod 0711 /etc/nginx/conf.d');
    const { status, findings, skipped } = (await look()).host(host);
    expect([status, findings]).toEqual(['failed', []]);
    expect(skipped.find(({ cause }) => cause === 'upstream-mismatch')?.why).toContain(
      '/etc/nginx/conf.d is not readable: needs root',
    );
  });
});

test.each([['--check'], ['--yes']])('nothing is planned by who is not root: run %s', async (how) => {
  await lab.heal(host);
  await lab.breakHost(host, 'upstream-mismatch');
  const before = await lab.snapshot(host);
  const told = await suture.fleet('run', 'fix-502', how, '--no-become');
  expect(told.exitCode).toBe(8);
  expect(told.host(host)).toMatchObject({
    status: 'refused',
    changes: [],
    findings: [{ cause: 'upstream-mismatch' }],
    error: { reason: 'no-root', message: expect.stringContaining('ops') as string },
  });
  expect(await lab.snapshot(host)).toBe(before);
});

test('a refusal to become root says how to look without', async () => {
  const { error } = (await suture.fleet('check', '--user', 'nosudo', '-e', 'ansible_user=nosudo')).host(host);
  expect(error).toMatchObject({
    reason: 'become-password-needed',
    hint: expect.stringContaining('--no-become looks without root') as string,
  });
});
