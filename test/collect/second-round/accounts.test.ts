import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accountsOf } from '../../../src/collect/second-round/accounts.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-id-'));
symlinkSync('/bin/busybox', join(folder, 'id'));
afterAll(() => rmSync(folder, { recursive: true }));

const system = '/usr/bin:/bin';

describe.each([
  ['that takes many names', system],
  ['that takes one name, as busybox has it', `${folder}:${system}`],
])('with an id %s', (_, PATH) => {
  test.each([
    [
      ['root', 'no-such-account', 'nobody'],
      ['root', 'nobody'],
    ],
    [['no-such-account'], []],
  ])('of %j the host has %j', (asked, there) => {
    const { script, parse } = accountsOf(asked);
    const bytes = execFileSync('/bin/sh', ['-c', script], {
      env: { PATH, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const fact = parse({ stdout: bytes.toString(), bytes, exitStatus: 0 });
    expect(fact.state === 'known' ? fact.value.map(({ name }) => name) : fact).toEqual(there);
  });
});
