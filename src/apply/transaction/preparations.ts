import { folderOf } from '../../formats/folder-of.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import type { Change } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import type { HostPlaces } from '../places.ts';
import { attributesRecord, type FileTarget, fileTargets, groupBy, sha256, unitTargets, writesText } from './targets.ts';

/** Asks the file systems for room for what is kept and what is written. */
export function rooms(plan: HostPlan, places: HostPlaces): readonly string[] {
  const kilobytes = (texts: readonly string[]): number =>
    Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1024);
  const writes = plan.changes.filter(writesText);
  const kept = plan.changes.flatMap((change) =>
    change.kind === 'write-file' || change.kind === 'remove-file' ? [change.before ?? ''] : [],
  );
  const texts = [...kept, ...writes.map(({ after }) => after)];
  const folders = groupBy(writes, ({ path }) => folderOf(path));
  const folderRooms = [...folders].map(([folder, group]) => {
    const largest = group.map(({ after }) => kilobytes([after]));
    return shellCommand(['room', folder, String(Math.max(...largest) * 2 + 64)]);
  });
  return [[shellCommand(['room', places.state, String(kilobytes(texts) + 1024)]), ...folderRooms].join(' && ')];
}

/** Asks whether each path can be worked at where somebody else has a hand in its folder. */
export const workables = (plan: HostPlan): readonly string[] => [
  [
    ...new Set(plan.changes.flatMap((change) => ('path' in change ? [shellCommand(['workable', change.path])] : []))),
    ':',
  ].join(' && '),
];

/** What the plan is the first to touch; what an earlier round has changed is kept as it was before that. */
export function backups(plan: HostPlan, whole: HostPlan): readonly string[] {
  const files = newTargets(plan, whole).map(({ id, path, expect }) =>
    shellCommand(['keep_file', id, path, expect.sha256]),
  );
  const attributes = plan.changes.flatMap((change) =>
    change.kind === 'set-attributes' && attributesRecord(whole, change) === change.id
      ? [shellCommand(['keep_attributes', change.id, change.path])]
      : [],
  );
  const units = unitTargets(whole).flatMap(({ unit, first }) =>
    plan.changes.some(({ id }) => id === first) ? [shellCommand(['keep_unit', first, unit])] : [],
  );
  return [[...files, ...plan.changes.flatMap(removalBackup), ...attributes, ...units, ':'].join(' && ')];
}

/** What no longer stands there afterwards, kept as it is. */
function removalBackup(change: Change): readonly string[] {
  switch (change.kind) {
    case 'remove-file':
      return [shellCommand(['keep_file', change.id, change.path, change.expect.sha256])];
    case 'set-link':
      return change.before === null ? [] : [shellCommand(['keep_link', change.id, change.path])];
    case 'remove-directory':
      return [shellCommand(['keep_directory', change.id, change.path])];
    default:
      return [];
  }
}

const newTargets = (plan: HostPlan, whole: HostPlan): readonly FileTarget[] =>
  fileTargets(whole).filter(({ id }) => plan.changes.some((change) => change.id === id));

/**
 * Lays out the new texts, the undo and its preview, each checked against its hash.
 * Base64 has no underscore, so no line of it can end the here-document.
 */
export function staging(plan: HostPlan, undo: string, preview: string, paths: string): string {
  const decode = (file: string, text: string): readonly string[] => {
    const lines =
      Buffer.from(text, 'utf8')
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    return [`base64 -d >"$tx/${file}" <<'END_OF_TEXT' || return 1`, ...lines, 'END_OF_TEXT'];
  };
  const writes = plan.changes.filter(writesText);
  const body = [
    ...decode('undo.sh.next', undo),
    ...decode('preview.sh.next', preview),
    ...decode('paths.next', paths),
    ...writes.flatMap(({ id, after }) => [
      ...decode(`new/${id}`, after),
      `check_staged ${id} ${sha256(after)} || return 1`,
    ]),
  ];
  return `stage() {\n${body.join('\n')}\n}\n`;
}

/** The paths that a run changes, one a line: later undos of earlier runs look here whose work they would undo. */
export const pathsOf = (whole: HostPlan): string =>
  [...new Set(whole.changes.flatMap((change) => ('path' in change ? [`${change.path}\n`] : [])))].join('');

/** What must be on the disk before the first change. */
export const flushed = (plan: HostPlan, whole: HostPlan): readonly string[] => [
  ...newTargets(plan, whole).map(({ id }) => `"$tx/backup/${id}"`),
  ...plan.changes.flatMap(({ kind, id }) => (kind === 'remove-file' ? [`"$tx/backup/${id}"`] : [])),
  '"$tx/undo.sh.next" "$tx/preview.sh.next" "$tx/paths.next" "$tx/backup" "$tx" "$state/tx"',
];
