import { createHash } from 'node:crypto';
import type { FileState } from '../../facts/file.ts';
import type { Change, CreateFile, ServiceAction, ServiceVerb, SetAttributes, WriteFile } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';

/** A file that a plan writes, once or several times; kept once, put back once, under its first change's id. */
export interface FileTarget {
  readonly id: string;
  readonly path: string;
  readonly expect: FileState;
  readonly writes: readonly WriteFile[];
}

/** A unit that a plan asks for something; the first action's expectation is the state that an undo brings back. */
export interface UnitTarget {
  readonly unit: string;
  readonly expect: ServiceAction['expect'];
  readonly first: string;
  /** The ids of the actions that can change whether it runs, and what. */
  readonly running: readonly string[];
  readonly verbs: ReadonlySet<ServiceVerb>;
  readonly enabling: readonly string[];
}

/** The files that a plan writes, in the order of their first change. */
export function fileTargets(plan: HostPlan): readonly FileTarget[] {
  const writes = plan.changes.filter((change) => change.kind === 'write-file');
  return [...groupBy(writes, (write) => write.path)].flatMap(([path, group]) => {
    const [first] = group;
    return first === undefined ? [] : [{ id: first.id, path, expect: first.expect, writes: group }];
  });
}

/** Whether a change gives a file a text, which travels with the transaction. */
export const writesText = (change: Change): change is WriteFile | CreateFile =>
  change.kind === 'write-file' || change.kind === 'create-file';

/** The target that a write belongs to. */
export const targetOf = (whole: HostPlan, write: WriteFile): FileTarget | undefined =>
  fileTargets(whole).find(({ path }) => path === write.path);

/** The units that a plan acts on, in the order of their first action. */
export function unitTargets(plan: HostPlan): readonly UnitTarget[] {
  const actions = plan.changes.filter((change) => change.kind === 'service');
  return [...groupBy(actions, (action) => action.unit)].flatMap(([unit, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const running = group.filter(({ verb }) => verb === 'start' || verb === 'restart' || verb === 'reload');
    const enabling = group.filter(({ verb }) => verb === 'enable');
    return [
      {
        unit,
        expect: first.expect,
        first: first.id,
        running: running.map(({ id }) => id),
        verbs: new Set(group.map(({ verb }) => verb)),
        enabling: enabling.map(({ id }) => id),
      },
    ];
  });
}

/** The id under which a path's attributes are kept; null for what the plan itself makes. */
export function attributesRecord(plan: HostPlan, change: SetAttributes): string | null {
  const touching = plan.changes.find(
    (other) => CHANGES_ATTRIBUTES.has(other.kind) && 'path' in other && other.path === change.path,
  );
  return touching?.kind === 'set-attributes' ? touching.id : null;
}

const CHANGES_ATTRIBUTES: ReadonlySet<Change['kind']> = new Set(['set-attributes', 'make-directory', 'create-file']);

/** Values under their keys, both in the order in which they came. */
export function groupBy<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}

/** SHA-256 of a text's UTF-8 bytes, hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** A mode as stat(1) prints it: octal digits without leading zeros. */
export const plainMode = (mode: string): string => Number.parseInt(mode, 8).toString(8);
