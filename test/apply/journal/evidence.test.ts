import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readEvidence, saveEvidence } from '../../../src/apply/journal/evidence.ts';
import { hostFileName } from '../../../src/apply/journal/host-file-name.ts';

const scratch = mkdtempSync(join(tmpdir(), 'suture-evidence-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const run = '20261121T074512Z-k3f9';
let folders = 0;

/** A state folder in which the run has its own already. */
function stateDir(): string {
  folders += 1;
  const state = join(scratch, `state${folders}`);
  mkdirSync(join(state, 'runs', run), { recursive: true, mode: 0o700 });
  return state;
}

describe('what a run keeps of a host', () => {
  test('is a file of its owner’s alone, and reads as it was written', async () => {
    const state = stateDir();
    await saveEvidence(state, run, 'web02', 'two');
    await saveEvidence(state, run, 'web01', 'one');
    expect(await readEvidence(state, run)).toEqual([
      { name: 'web01.json', text: 'one' },
      { name: 'web02.json', text: 'two' },
    ]);
    const folder = join(state, 'runs', run, 'evidence');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'web01.json')).mode & 0o777).toBe(0o600);
  });

  test('is what it saw first', async () => {
    const state = stateDir();
    await saveEvidence(state, run, 'web01', 'before the first change');
    await saveEvidence(state, run, 'web01', 'before the second change');
    expect(await readEvidence(state, run)).toEqual([{ name: 'web01.json', text: 'before the first change' }]);
  });

  test('is nothing where it kept nothing', async () => {
    expect(await readEvidence(stateDir(), run)).toEqual([]);
  });

  test('cannot be more than anybody can read, nor stand where something else is', async () => {
    const state = stateDir();
    await expect(saveEvidence(state, run, 'web01', 'x'.repeat(64 * 1024 * 1024 + 1))).rejects.toThrow('67108865 bytes');
    writeFileSync(join(state, 'runs', run, 'evidence'), '');
    await expect(saveEvidence(state, run, 'web01', 'one')).rejects.toThrow('EEXIST');
  });

  test('needs the run’s folder', async () => {
    await expect(saveEvidence(stateDir(), '../../etc', 'web01', 'one')).rejects.toThrow('not a run id');
  });
});

describe('a host’s file', () => {
  test.each(['web01', 'web01.example.com', '10.0.0.1', 'db-2_a'])('of %s is called so', (host) =>
    expect(hostFileName(host)).toBe(host),
  );

  test.each(['../../etc/passwd', 'a/b', '..', '.', '', '.hidden', '-rf', 'nul\0byte', 'fe80::1%eth0', 'ü', 'a\nb'])(
    'of %j is called by a hash',
    (host) => expect(hostFileName(host)).toMatch(/^[a-z0-9._-]*@[0-9a-f]{32}$/),
  );

  test('stays in its folder, whatever the host is called', () => {
    const piece = fc.constantFrom('..', '/', '\\', '.', '\0', '-', 'a', 'A', '@', ' ', '\u202e', 'é');
    const name = fc.oneof(
      fc.string(),
      fc.array(piece).map((parts) => parts.join('')),
      fc.string({ minLength: 300 }),
    );
    fc.assert(
      fc.property(name, (host) => {
        const file = hostFileName(host);
        expect(resolve('/state', file)).toBe(`/state/${file}`);
        expect(file).toMatch(/^[a-z0-9._@-]{1,150}$/);
      }),
    );
  });

  test('is never another host’s, on a file system that is blind to case neither', () => {
    const names = ['web01', 'WEB01', 'Web01', 'web01@', 'web/01', 'web-01', 'web 01', hostFileName('WEB01')];
    expect(new Set(names.map((name) => hostFileName(name).toLowerCase())).size).toBe(names.length);
  });
});
