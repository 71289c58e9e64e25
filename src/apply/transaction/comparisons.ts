import { shellCommand } from '../../formats/shell-quote.ts';
import type { Command, WriteFile } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { attributesRecord, fileTargets, plainMode, sha256, targetOf, unitTargets } from './targets.ts';

/** The lines of shell that compare each target of a plan, or of one round of the whole, with what it is expected to be. */
export function comparisons(plan: HostPlan, whole: HostPlan): readonly string[] {
  const files = fileTargets(plan).flatMap(({ id, path, expect, writes: [first] }) => {
    const attributes = `${expect.uid}:${expect.gid}:${plainMode(expect.mode)}`;
    // What an earlier round wrote must still stand there, or the undo could not tell our text from somebody's.
    const hash = first === undefined ? expect.sha256 : presentHash(whole, first);
    return [shellCommand(['expect_file', id, path, hash, String(expect.inode), attributes])];
  });
  const units = unitTargets(plan).map(({ unit, expect, first }) =>
    shellCommand(['expect_unit', first, unit, expect.active, expect.enabled]),
  );
  const others = plan.changes.flatMap((change) => {
    if (change.kind === 'make-directory') return [shellCommand(['expect_no_directory', change.id, change.path])];
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
