import { assertNever } from '../../base/assert-never.ts';
import type { Attributes, Change } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';

/** Why a plan can't be made a script, as one sentence; null where it can. Plans may come from a file. */
export function unsoundness(plan: HostPlan): string | null {
  const ids = new Set<string>();
  for (const change of plan.changes) {
    if (!/^c\d{1,4}$/.test(change.id)) return `a change is called ${JSON.stringify(change.id)} instead of c1, c2, …`;
    if (ids.has(change.id)) return `two changes are called ${change.id}`;
    ids.add(change.id);
    const why = changeUnsoundness(change);
    if (why !== null) return `${change.id}: ${why}`;
  }
  return null;
}

function changeUnsoundness(change: Change): string | null {
  switch (change.kind) {
    case 'write-file':
      return pathUnsoundness(change.path) ?? modeUnsoundness(change.expect.mode);
    case 'set-attributes':
      return (
        pathUnsoundness(change.path) ?? attributesUnsoundness(change.expect) ?? attributesUnsoundness(change.after)
      );
    case 'remove-socket':
      return pathUnsoundness(change.path);
    case 'make-directory':
      return pathUnsoundness(change.path) ?? attributesUnsoundness(change);
    case 'service':
      return /^[A-Za-z0-9@:_.\\-]{1,255}$/.test(change.unit) && !change.unit.startsWith('-')
        ? null
        : `${JSON.stringify(change.unit)} is no name of a unit`;
    case 'gate':
      return change.command.length > 0 && change.command.every((word) => !word.includes('\0')) ? null : 'no command';
    default:
      return assertNever(change);
  }
}

function pathUnsoundness(path: string): string | null {
  const clean = /^(?:\/[^/\0-\x1f\x7f]+)+$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  return clean ? null : `${JSON.stringify(path)} is no absolute path in its shortest form`;
}

function modeUnsoundness(mode: string): string | null {
  return /^[0-7]{1,5}$/.test(mode) ? null : `${JSON.stringify(mode)} is no mode in octal digits`;
}

function attributesUnsoundness({ owner, group, mode }: Attributes): string | null {
  const name = /^[A-Za-z0-9_][A-Za-z0-9_.$@\\-]*$/;
  if (!name.test(owner) || !name.test(group)) return `${JSON.stringify(`${owner}:${group}`)} is no owner and group`;
  return modeUnsoundness(mode);
}
