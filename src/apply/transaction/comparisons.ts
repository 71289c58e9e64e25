import { folderOf } from '../../formats/folder-of.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import type { FileState } from '../../facts/file.ts';
import type { Command, ServiceVerb, WriteFile } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { attributesRecord, fileTargets, plainMode, sha256, targetOf, unitTargets } from './targets.ts';

/** The lines of shell that compare each target of a plan, or of one round of the whole, with what it is expected to be. */
export function comparisons(plan: HostPlan, whole: HostPlan): readonly string[] {
  const files = fileTargets(plan).flatMap(({ id, path, expect, writes: [first] }) => {
    // What an earlier round wrote must still stand there, or the undo could not tell our text from somebody's.
    const hash = first === undefined ? expect.sha256 : presentHash(whole, first);
    return [fileAt(id, path, expect, hash)];
  });
  const units = unitTargets(plan).map(({ unit, expect, first, verbs }) =>
    shellCommand(['expect_unit', first, unit, expect.active, expect.enabled, mustDo(verbs)]),
  );
  const others = plan.changes.flatMap((change) => {
    if (change.kind === 'make-directory' || change.kind === 'create-file') return [nothingAt(change, plan)];
    if (change.kind === 'remove-file') return [fileAt(change.id, change.path, change.expect, change.expect.sha256)];
    if (change.kind === 'set-link') {
      if (change.before === null) return [nothingAt(change, plan)];
      return [shellCommand(['expect_link', change.id, change.path, change.before])];
    }
    if (change.kind === 'remove-directory') {
      const { owner, group, mode } = change.expect;
      const attributes = `${owner}:${group}:${plainMode(mode)}`;
      return [shellCommand(['expect_empty_directory', change.id, change.path, attributes])];
    }
    if (change.kind === 'remove-socket') {
      return [shellCommand(['expect_dead_socket', change.id, change.path, String(change.expect.inode)])];
    }
    if (change.kind === 'command') return guardsOf(change);
    if (change.kind !== 'set-attributes' || attributesRecord(plan, change) !== change.id) return [];
    const { owner, group, mode } = change.expect;
    return [shellCommand(['expect_attributes', change.id, change.path, `${owner}:${group}:${plainMode(mode)}`])];
  });
  return [...files, ...units, ...others];
}

/** What systemd must do with a unit by hand, its undo included. */
const mustDo = (verbs: ReadonlySet<ServiceVerb>): string =>
  [
    ...(verbs.has('start') || verbs.has('restart') ? ['start', 'stop'] : []),
    ...(verbs.has('reload') ? ['reload'] : []),
  ].join(' ');

function fileAt(id: string, path: string, { inode, uid, gid, mode }: FileState, hash: string): string {
  return shellCommand(['expect_file', id, path, hash, String(inode), `${uid}:${gid}:${plainMode(mode)}`]);
}

/** A folder that the plan itself makes can't be there yet. */
function nothingAt({ id, path }: { readonly id: string; readonly path: string }, plan: HostPlan): string {
  const folder = folderOf(path);
  const isMade = plan.changes.some((change) => change.kind === 'make-directory' && change.path === folder);
  return shellCommand(['expect_nothing', id, path, isMade ? 'made' : '']);
}

function guardsOf({ id, folder, expect }: Command): readonly string[] {
  const { creates, removes, unless } = expect;
  return [
    ...(creates === null ? [] : [shellCommand(['expect_to_create', id, creates])]),
    ...(removes === null ? [] : [shellCommand(['expect_to_remove', id, removes])]),
    ...(unless === null ? [] : [shellCommand(['expect_needed', id, folder ?? '/', ...unless])]),
  ];
}

/** What the file holds right before this write: as the plan expects it, or as an earlier write has left it. */
export function presentHash(whole: HostPlan, write: WriteFile): string {
  const target = targetOf(whole, write);
  const earlier = target?.writes[target.writes.indexOf(write) - 1];
  return earlier === undefined ? write.expect.sha256 : sha256(earlier.after);
}
