import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { undo } from '../../src/apply/settle.ts';
import type { WriteSession } from '../../src/transport/session.ts';
import { clearAway } from './clear-away.ts';
import { gating, planOf, writing } from './plans.ts';
import { shellSession } from './shell-session.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder('suture-meanwhile');
afterAll(() => clearAway(scratch));
const run = '20261121T074512Z-k3f9';
let rooms = 0;

/** A host whose commands can be got at: `before` runs, as sh, whenever the command of that name is about to. */
function room(command: string, before: (files: string) => string) {
  rooms += 1;
  const folder = join(scratch, `room${rooms}`);
  const files = join(folder, 'etc');
  const bin = join(folder, 'bin');
  mkdirSync(files, { recursive: true });
  mkdirSync(bin);
  const shim = `#!/bin/sh\n${before(files)}\nPATH=\${PATH#*:}\nexec ${command} "$@"\n`;
  writeFileSync(join(bin, command), shim);
  chmodSync(join(bin, command), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const file = (name: string, text: string): string => {
    const path = join(files, name);
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  };
  const places = { state: join(folder, 'state') };
  const apply = (session: WriteSession, ...changes: Parameters<typeof planOf>[0]) =>
    applyPlan(session, planOf(changes), {
      run,
      who: 'alice@desk',
      confirmWithinSeconds: 600,
      timeoutMs: 60_000,
      onEvent: () => undefined,
      earlier: [],
      places,
    });
  return {
    files,
    places,
    file,
    apply,
    session: shellSession('here', ['sh'], env),
    marks: join(places.state, 'tx', run, 'marks'),
  };
}

describe('somebody who edits a file at the very moment', () => {
  test.each(['cp', 'ln', 'mv'])(
    'before %s of the change keeps what they wrote, and the rest is taken back',
    async (command) => {
      const edit = (files: string): string =>
        `case $* in *${files}/b.conf*.suture-*|*.suture-*${files}/b.conf) echo theirs >>${files}/b.conf ;; esac`;
      const { files, file, apply, session } = room(command, edit);
      const [a, b] = [file('a.conf', 'a\n'), file('b.conf', 'b\n')];
      const ended = await apply(session, writing(a, 'A\n'), writing(b, 'B\n'), gating('true'));
      expect(ended).toMatchObject({ value: { kind: 'undone', because: { kind: 'change', change: 'c2' } } });
      expect(ended).toHaveProperty('value.because.output', expect.stringContaining('changed a moment ago'));
      expect(readFileSync(a, 'utf8')).toBe('a\n');
      expect(readFileSync(b, 'utf8')).toBe('b\ntheirs\n');
      expect(readdirSync(files)).toEqual(['a.conf', 'b.conf']);
    },
  );

  test('before the undo puts the old one back keeps what they wrote, and the undo says so', async () => {
    const edit = (files: string): string =>
      `case $* in *backup/c1*.suture-*) [ -e ${files}/../quiet ] || echo theirs >>${files}/a.conf ;; esac`;
    const { files, file, apply, places, session } = room('cp', edit);
    const a = file('a.conf', 'a\n');
    expect(await apply(session, writing(a, 'A\n'))).toMatchObject({ value: { kind: 'applied' } });
    expect(await undo(session, run, { places })).toMatchObject({ value: { kind: 'failed' } });
    expect(readFileSync(a, 'utf8')).toBe('A\ntheirs\n');
    writeFileSync(join(files, '../quiet'), '');
    expect(await undo(session, run, { places })).toMatchObject({ value: { kind: 'changed-since' } });
    expect(await undo(session, run, { places, force: true })).toMatchObject({
      value: { kind: 'undone', kept: [{ path: a }] },
    });
    expect(readFileSync(a, 'utf8')).toBe('a\n');
    expect(readdirSync(files)).toEqual(['a.conf']);
  });
});

test.each(['ln', 'mv'])(
  'a transaction that is killed before its %s leaves no file of its own beside the one it changes',
  async (command) => {
    const kill = (files: string): string =>
      `case $* in *.suture-*${files}/a.conf|*${files}/a.conf*.suture-*) kill -KILL $PPID; exit 1 ;; esac`;
    const { files, file, apply, places, session, marks } = room(command, kill);
    const a = file('a.conf', 'a\n');
    expect(await apply(session, writing(a, 'A\n'))).toMatchObject({ value: { kind: 'cut-short', begun: true } });
    expect(existsSync(join(marks, 'c1.begun'))).toBe(true);
    expect(readdirSync(files).length).toBeGreaterThan(1);
    expect(await undo(session, run, { places })).toMatchObject({ value: { kind: 'undone' } });
    expect(readFileSync(a, 'utf8')).toBe('a\n');
    expect(readdirSync(files)).toEqual(['a.conf']);
  },
);

test('a file that comes to the place of the compared one before that is kept gets no owner or mode', async () => {
  const swap = (files: string): string => `[ ! -e ${files}/other ] || mv ${files}/other ${files}/a.conf`;
  const { file, apply, session, places } = room('df', swap);
  const [a] = [file('a.conf', 'a\n'), file('other', 'theirs\n')];
  const root = { owner: 'root', group: 'root' };
  const ended = await apply(session, {
    kind: 'set-attributes',
    path: a,
    expect: { ...root, mode: '0644' },
    after: { ...root, mode: '0600' },
  });
  expect(ended).toMatchObject({ value: { kind: 'drifted', drifts: [{ change: 'c1', what: 'inode' }] } });
  expect(readFileSync(a, 'utf8')).toBe('theirs\n');
  expect(statSync(a).mode & 0o777).toBe(0o644);
  expect(readdirSync(join(places.state, 'tx'))).toEqual([]);
});

test('a host whose transactions lie in a folder of somebody’s is not changed', async () => {
  const { file, apply, session, places } = room('df', () => ':');
  const a = file('a.conf', 'a\n');
  mkdirSync(join(places.state, 'tx'), { recursive: true });
  chownSync(join(places.state, 'tx'), 33, 33);
  const ended = await apply(session, writing(a, 'A\n'));
  expect(ended).toMatchObject({ value: { kind: 'refused', reason: 'unsafe-state' } });
  expect(readFileSync(a, 'utf8')).toBe('a\n');
});
