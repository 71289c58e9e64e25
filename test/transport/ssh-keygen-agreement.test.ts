import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexKnownHosts } from '../../src/transport/known-hosts.ts';
import { parseKnownHosts } from '../../src/transport/known-hosts-line.ts';
import { freshFolder, makeKey } from './keys.ts';

const folder = freshFolder();
const keys = [makeKey(folder, 'a', 'ed25519'), makeKey(folder, 'b', 'ecdsa')];
const hosts = ['web1', 'web2', 'Web1', 'db', 'a.example.com', 'example.com', '10.0.0.1', '::1'];
const ports = [22, 2222];

const bare = fc.constantFrom(...hosts, 'web?', 'web*', '*', '*.example.com', '10.*', '?*?', '*1', 'WEB*');
const named = fc.oneof(
  { weight: 4, arbitrary: bare },
  bare.map((host) => `[${host}]:2222`),
);
const pattern = fc.tuple(fc.constantFrom('', '', '', '!'), named).map((parts) => parts.join(''));
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '@revoked ', '@cert-authority ', '# ', '  ', '@odd '),
    fc.array(pattern, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(...keys),
    fc.constantFrom('', ' comment', '\tme@home'),
  )
  .map(([marker, patterns, key, comment]) => `${marker}${patterns.join(',')} ${key.type} ${key.base64}${comment}`);

/** The lines that ssh-keygen says speak of a name. */
function asked(file: string, name: string): readonly number[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' });
  return [...stdout.matchAll(/^# Host .* found: line (\d+)/gm)].map(([, number]) => Number(number));
}

const ours = (file: string, host: string, port: number): readonly number[] =>
  indexKnownHosts([file], parseKnownHosts(readFileSync(file, 'utf8'), file))
    .linesFor(host, port)
    .map(({ place }) => place.line);

describe('ssh-keygen -F finds the same lines', () => {
  const lines = fc.sample(line, { seed: 502, numRuns: 120 });
  const plain = join(folder, 'plain');
  writeFileSync(plain, `${lines.join('\n')}\n`);
  const hashed = join(folder, 'hashed');
  // It hashes no file that holds a line it can't read.
  writeFileSync(hashed, `${lines.filter((each) => !each.startsWith('@odd')).join('\n')}\n`);
  execFileSync('ssh-keygen', ['-H', '-f', hashed], { stdio: 'ignore' });

  test('the hashed file does hold hashed names', () => {
    expect(readFileSync(hashed, 'utf8').match(/^\|1\|/gm)?.length).toBeGreaterThan(10);
  });

  for (const host of hosts) {
    for (const port of ports) {
      test(`for ${host} on port ${port}`, () => {
        const name = port === 22 ? host : `[${host}]:${port}`;
        expect(ours(plain, host, port)).toEqual(asked(plain, name));
        // Like ssh, and unlike ssh-keygen, we look for hashed names in lower case.
        expect(ours(hashed, host, port)).toEqual(asked(hashed, name.toLowerCase()));
      });
    }
  }
});
