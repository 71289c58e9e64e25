import { assertNever } from '../../base/assert-never.ts';
import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import type { Change, WriteFile } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { type WriteScript, writeScript } from '../../transport/script.ts';
import type { HostPlaces } from '../places.ts';
import { backingUp } from './shell/backing-up.ts';
import { changing } from './shell/changing.ts';
import { comparing } from './shell/comparing.ts';
import { arming } from './shell/dead-mans-switch.ts';
import { durable } from './shell/durable.ts';
import { locking, unlocking } from './shell/locking.ts';
import { looking } from './shell/looking.ts';
import { sockets } from './shell/sockets.ts';
import { logging, speaking } from './shell/speaking.ts';
import { transacting } from './shell/transacting.ts';
import { bounded, unitStates, unitVerbs } from './shell/units.ts';
import { attributesRecord, fileTargets, groupBy, plainMode, sha256, unitTargets } from './targets.ts';
import { previewScript, shellFunction, undoScript, whereabouts } from './undo-script.ts';

/** What a transaction's script is made for. */
export interface TransactionFrame {
  readonly places: HostPlaces;
  readonly run: string;
  /** Who asked for it, in one line; other people read it when the host is locked. */
  readonly who: string;
  readonly boundary: string;
  /** Seconds until the dead man's switch fires. */
  readonly window: number;
}

/** Makes the POSIX-sh script that applies a sound plan to its host; it is parsed as a whole before its last line runs it. */
export function buildTransaction(
  plan: HostPlan,
  { places, run, who, boundary, window }: TransactionFrame,
): WriteScript {
  const values = { boundary, who: oneLine(who), window: String(window) };
  return writeScript(
    [
      whereabouts(places, run),
      ...Object.entries(values).map(([name, value]) => `${name}=${shellQuote(value)}`),
      speaking,
      logging,
      looking,
      sockets,
      durable,
      bounded,
      unitStates,
      unitVerbs,
      locking,
      unlocking,
      arming,
      comparing,
      backingUp,
      changing,
      transacting,
      shellFunction('compare', comparisons(plan)),
      shellFunction('enough_room', rooms(plan, places)),
      shellFunction('keep', backups(plan)),
      staging(plan, undoScript(places, run, plan), previewScript(places, run, plan)),
      shellFunction('flush_backups', [`flush ${flushed(plan).join(' ')}`]),
      shellFunction(
        'change',
        plan.changes.map((change) => action(plan, change)),
      ),
      'suture_transaction </dev/null\nexit\n',
    ].join('\n'),
  );
}

const oneLine = (text: string): string => text.replaceAll(/[\0-\x1f\x7f]+/g, ' ').slice(0, 200);

function comparisons(plan: HostPlan): readonly string[] {
  const files = fileTargets(plan).map(({ id, path, expect }) => {
    const attributes = `${expect.uid}:${expect.gid}:${plainMode(expect.mode)}`;
    return shellCommand(['expect_file', id, path, expect.sha256, String(expect.inode), attributes]);
  });
  const units = unitTargets(plan).map(({ unit, expect, first }) =>
    shellCommand(['expect_unit', first, unit, expect.active, expect.enabled]),
  );
  const others = plan.changes.flatMap((change) => {
    if (change.kind === 'make-directory') return [shellCommand(['expect_no_directory', change.id, change.path])];
    if (change.kind === 'remove-socket') {
      return [shellCommand(['expect_dead_socket', change.id, change.path, String(change.expect.inode)])];
    }
    if (change.kind !== 'set-attributes' || attributesRecord(plan, change) !== change.id) return [];
    const { owner, group, mode } = change.expect;
    return [shellCommand(['expect_attributes', change.id, change.path, `${owner}:${group}:${plainMode(mode)}`])];
  });
  return [...files, ...units, ...others];
}

function rooms(plan: HostPlan, places: HostPlaces): readonly string[] {
  const files = fileTargets(plan);
  const kilobytes = (texts: readonly string[]): number =>
    Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1024);
  const texts = files.flatMap(({ writes }) => writes.flatMap(({ before, after }) => [before, after]));
  const folders = groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')) || '/');
  const folderRooms = [...folders].map(([folder, group]) => {
    const largest = group.flatMap(({ writes }) => writes.map(({ after }) => kilobytes([after])));
    return shellCommand(['room', folder, String(Math.max(...largest) * 2 + 64)]);
  });
  return [[shellCommand(['room', places.state, String(kilobytes(texts) + 1024)]), ...folderRooms].join(' && ')];
}

function backups(plan: HostPlan): readonly string[] {
  const files = fileTargets(plan).map(({ id, path, expect }) => shellCommand(['keep_file', id, path, expect.sha256]));
  const attributes = plan.changes.flatMap((change) =>
    change.kind === 'set-attributes' && attributesRecord(plan, change) === change.id
      ? [shellCommand(['keep_attributes', change.id, change.path])]
      : [],
  );
  return [[...files, ...attributes, ':'].join(' && ')];
}

/** Base64 has no underscore, so no line of it can end the here-document. */
function staging(plan: HostPlan, undo: string, preview: string): string {
  const decode = (file: string, text: string): readonly string[] => {
    const lines =
      Buffer.from(text, 'utf8')
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    return [`base64 -d >"$tx/${file}" <<'END_OF_TEXT' || return 1`, ...lines, 'END_OF_TEXT'];
  };
  const writes = plan.changes.filter((change) => change.kind === 'write-file');
  const body = [
    ...decode('undo.sh', undo),
    ...decode('preview.sh', preview),
    ...writes.flatMap(({ id, after }) => [
      ...decode(`new/${id}`, after),
      `check_staged ${id} ${sha256(after)} || return 1`,
    ]),
  ];
  return `stage() {\n${body.join('\n')}\n}\n`;
}

const flushed = (plan: HostPlan): readonly string[] => [
  ...fileTargets(plan).map(({ id }) => `"$tx/backup/${id}"`),
  '"$tx/undo.sh" "$tx/backup" "$tx" "$state/tx"',
];

function action(plan: HostPlan, change: Change): string {
  switch (change.kind) {
    case 'write-file':
      return shellCommand(['step', 'write_file', change.id, change.path, presentHash(plan, change)]);
    case 'set-attributes': {
      const { owner, group, mode } = change.after;
      const record = attributesRecord(plan, change) ?? '-';
      return shellCommand(['step', 'change_attributes', change.id, change.path, owner, group, mode, record]);
    }
    case 'remove-socket':
      return shellCommand(['step', 'remove_socket', change.id, change.path, String(change.expect.inode)]);
    case 'make-directory':
      return shellCommand(['step', 'make_directory', change.id, change.path, change.owner, change.group, change.mode]);
    case 'service':
      return shellCommand(['step', 'use_unit', change.id, change.unit, change.verb]);
    case 'gate':
      return shellCommand(['gate', change.id, ...change.command]);
    default:
      return assertNever(change);
  }
}

/** What the file holds right before this write: as the plan expects it, or as the plan's earlier write has left it. */
function presentHash(plan: HostPlan, write: WriteFile): string {
  const target = fileTargets(plan).find(({ path }) => path === write.path);
  const earlier = target?.writes[target.writes.indexOf(write) - 1];
  return earlier === undefined ? write.expect.sha256 : sha256(earlier.after);
}
