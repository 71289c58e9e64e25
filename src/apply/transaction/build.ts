import { assertNever } from '../../base/assert-never.ts';
import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import type { Change } from '../../plan/change.ts';
import { SERVICE_SECONDS } from '../../plan/duration.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { type WriteScript, writeScript } from '../../transport/script.ts';
import type { HostPlaces } from '../places.ts';
import { backingUp } from './shell/backing-up.ts';
import { changing } from './shell/changing.ts';
import { comparisons, presentHash } from './comparisons.ts';
import { checkWords, tried } from './check-words.ts';
import { comparing } from './shell/comparing.ts';
import { bootUnit } from './shell/at-boot.ts';
import { askingHttp } from './shell/asking-http.ts';
import { arming, disarming, watching } from './shell/dead-mans-switch.ts';
import { durable } from './shell/durable.ts';
import { forgetting } from './shell/forgetting.ts';
import { locking, settlingTheDead, unlocking } from './shell/locking.ts';
import { looking } from './shell/looking.ts';
import { running } from './shell/running.ts';
import { sockets } from './shell/sockets.ts';
import { logging, speaking } from './shell/speaking.ts';
import { transacting } from './shell/transacting.ts';
import { waiting } from './shell/waiting.ts';
import { bounded, unitMoves, unitStates, unitVerbs } from './shell/units.ts';
import {
  attributesRecord,
  type FileTarget,
  fileTargets,
  groupBy,
  sha256,
  targetOf,
  unitTargets,
  writesText,
} from './targets.ts';
import { inLog, previewScript, shellFunction, undoScript, whereabouts } from './undo-script.ts';

/** What a transaction's script is made for. */
export interface TransactionFrame {
  readonly places: HostPlaces;
  readonly run: string;
  /** Who asked for it, in one line; other people read it when the host is locked. */
  readonly who: string;
  readonly boundary: string;
  /** Seconds until the dead man's switch fires. */
  readonly window: number;
  /** The plans that the same run has applied to this host before, in order; their ids and this plan's differ. */
  readonly earlier: readonly HostPlan[];
}

/**
 * Makes the POSIX-sh script that applies a sound plan to its host; it is parsed as a whole before its last line runs it.
 * A run's later round goes on with the transaction that is open: what it adds is undone together with what was before.
 */
export function buildTransaction(
  plan: HostPlan,
  { places, run, who, boundary, window, earlier }: TransactionFrame,
): WriteScript {
  const round = earlier.length + 1;
  const whole: HostPlan = { ...plan, changes: [...earlier.flatMap(({ changes }) => changes), ...plan.changes] };
  const values = { boundary, who: oneLine(who), window: String(window), round: String(round) };
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
      unitMoves,
      unitVerbs,
      locking,
      unlocking,
      watching,
      settlingTheDead,
      forgetting,
      bootUnit,
      arming,
      disarming,
      comparing,
      backingUp,
      waiting,
      askingHttp,
      running,
      changing,
      transacting,
      shellFunction('compare', comparisons(plan, whole)),
      shellFunction('enough_room', rooms(plan, places)),
      shellFunction('keep', backups(plan, whole)),
      staging(plan, undoScript(places, run, whole, round), previewScript(places, run, whole), pathsOf(whole)),
      shellFunction('flush_backups', [`flush ${flushed(plan, whole).join(' ')}`]),
      shellFunction(
        'change',
        plan.changes.map((change) => action(whole, change)),
      ),
      `${round === 1 ? 'suture_transaction' : 'suture_next_round'} </dev/null\nexit\n`,
    ].join('\n'),
  );
}

const oneLine = (text: string): string => text.replaceAll(/[\0-\x1f\x7f]+/g, ' ').slice(0, 200);

function rooms(plan: HostPlan, places: HostPlaces): readonly string[] {
  const kilobytes = (texts: readonly string[]): number =>
    Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1024);
  const writes = plan.changes.filter(writesText);
  const kept = plan.changes.flatMap((change) =>
    change.kind === 'write-file' || change.kind === 'remove-file' ? [change.before ?? ''] : [],
  );
  const texts = [...kept, ...writes.map(({ after }) => after)];
  const folders = groupBy(writes, ({ path }) => path.slice(0, path.lastIndexOf('/')) || '/');
  const folderRooms = [...folders].map(([folder, group]) => {
    const largest = group.map(({ after }) => kilobytes([after]));
    return shellCommand(['room', folder, String(Math.max(...largest) * 2 + 64)]);
  });
  return [[shellCommand(['room', places.state, String(kilobytes(texts) + 1024)]), ...folderRooms].join(' && ')];
}

/** What the plan is the first to touch; what an earlier round has changed is kept as it was before that. */
function backups(plan: HostPlan, whole: HostPlan): readonly string[] {
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

/** Base64 has no underscore, so no line of it can end the here-document. */
function staging(plan: HostPlan, undo: string, preview: string, paths: string): string {
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
const pathsOf = (whole: HostPlan): string =>
  [...new Set(whole.changes.flatMap((change) => ('path' in change ? [`${change.path}\n`] : [])))].join('');

const flushed = (plan: HostPlan, whole: HostPlan): readonly string[] => [
  ...newTargets(plan, whole).map(({ id }) => `"$tx/backup/${id}"`),
  ...plan.changes.flatMap(({ kind, id }) => (kind === 'remove-file' ? [`"$tx/backup/${id}"`] : [])),
  '"$tx/undo.sh.next" "$tx/preview.sh.next" "$tx/paths.next" "$tx/backup" "$tx" "$state/tx"',
];

function action(whole: HostPlan, change: Change): string {
  switch (change.kind) {
    case 'write-file': {
      const record = targetOf(whole, change)?.id ?? change.id;
      return shellCommand(['step', 'write_file', change.id, change.path, presentHash(whole, change), record]);
    }
    case 'create-file': {
      const { id, path, owner, group, mode } = change;
      return shellCommand(['step', 'create_file', id, path, owner, group, mode]);
    }
    case 'remove-file':
      return shellCommand(['step', 'remove_file', change.id, change.path, change.expect.sha256]);
    case 'set-link':
      return shellCommand(['step', 'set_link', change.id, change.path, change.before ?? '', change.after ?? '']);
    case 'remove-directory':
      return shellCommand(['step', 'remove_directory', change.id, change.path]);
    case 'set-attributes': {
      const { owner, group, mode } = change.after;
      const record = attributesRecord(whole, change) ?? '-';
      return shellCommand(['step', 'change_attributes', change.id, change.path, owner, group, mode, record]);
    }
    case 'remove-socket':
      return shellCommand(['step', 'remove_socket', change.id, change.path, String(change.expect.inode)]);
    case 'make-directory':
      return shellCommand(['step', 'make_directory', change.id, change.path, change.owner, change.group, change.mode]);
    case 'service':
      return shellCommand([
        'step',
        'use_unit',
        change.id,
        change.unit,
        change.verb,
        String(change.seconds ?? SERVICE_SECONDS),
      ]);
    case 'gate':
    case 'wait':
      return shellCommand(['check', change.id, ...checkWords(change)]);
    case 'command': {
      const { id, argv, folder, seconds } = change;
      return shellCommand([
        'step',
        'run_command',
        id,
        inLog(argv),
        ...tried(change),
        'run_once',
        String(seconds),
        folder ?? '/',
        ...argv,
      ]);
    }
    default:
      return assertNever(change);
  }
}
