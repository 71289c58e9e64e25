import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { FileState } from '../../src/facts/file.ts';
import type { ChangeDraft, WriteFile } from '../../src/plan/change.ts';
import type { HostPlan } from '../../src/plan/plan.ts';

/** Numbers drafts as a planner would. */
export function planOf(drafts: readonly ChangeDraft[]): HostPlan {
  const changes = drafts.map((draft, index) => ({ ...draft, id: `c${index + 1}`, step: 'test', finding: null }));
  return { host: 'here', changes, answered: [], refused: [], needsApproval: [] };
}

/** What a plan would expect of a file on this machine as it is now. */
function stateOf(path: string): FileState {
  const { ino, uid, gid, mode } = statSync(path);
  return {
    sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    inode: ino,
    uid,
    gid,
    owner: String(uid),
    group: String(gid),
    mode: (mode & 0o7777).toString(8).padStart(4, '0'),
  };
}

/** A change that gives a file on this machine a new text. */
export function writing(path: string, after: string): Omit<WriteFile, 'id' | 'step' | 'finding'> {
  return {
    kind: 'write-file',
    path,
    expect: stateOf(path),
    before: readFileSync(path, 'utf8'),
    after,
  };
}

/** A change that makes a file. */
export const creating = (path: string, after: string, mode = '0644', owner = 'root'): ChangeDraft => ({
  kind: 'create-file',
  path,
  owner,
  group: 'root',
  mode,
  after,
});

/** A change that removes a file of this machine. */
export const removing = (path: string): ChangeDraft => ({
  kind: 'remove-file',
  path,
  expect: stateOf(path),
  before: readFileSync(path, 'utf8'),
});

/** A change that makes, redirects or removes a link. */
export const linking = (path: string, before: string | null, after: string | null): ChangeDraft => ({
  kind: 'set-link',
  path,
  before,
  after,
});

/** A change that makes a folder. */
export const makingFolder = (path: string, mode = '0755'): ChangeDraft => ({
  kind: 'make-directory',
  path,
  owner: 'root',
  group: 'root',
  mode,
});

/** A change that removes an empty folder of root's. */
export const removingFolder = (path: string, mode: string): ChangeDraft => ({
  kind: 'remove-directory',
  path,
  expect: { owner: 'root', group: 'root', mode },
});

/** A gate that runs a line of shell. */
export const gating = (line: string): ChangeDraft => ({ kind: 'gate', command: ['sh', '-c', line] });

/** A wait for a path. */
export const waiting = (path: string, state: 'present' | 'absent', seconds: number): ChangeDraft => ({
  kind: 'wait',
  for: { kind: 'path', path, state },
  seconds,
});
