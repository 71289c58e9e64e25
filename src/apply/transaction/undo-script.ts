import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import { redactCommand, stripControl } from '../../formats/redact.ts';
import type { Command } from '../../plan/change.ts';
import { commandLine } from '../../plan/command-line.ts';
import type { HostPlan } from '../../plan/plan.ts';
import type { HostPlaces } from '../places.ts';
import { bootUnit } from './shell/at-boot.ts';
import { disarming, standingDown, watching } from './shell/dead-mans-switch.ts';
import { durable } from './shell/durable.ts';
import { judging } from './shell/judging.ts';
import { amongOthers, backAmongOthers } from './shell/among-others.ts';
import { laterRuns } from './shell/later-runs.ts';
import { locking, unlocking } from './shell/locking.ts';
import { looking } from './shell/looking.ts';
import { previewing } from './shell/previewing.ts';
import { bringingUnitsBack, puttingBack } from './shell/putting-back.ts';
import { recognising } from './shell/recognising.ts';
import { running } from './shell/running.ts';
import { sockets } from './shell/sockets.ts';
import { logging, speaking } from './shell/speaking.ts';
import { undoing } from './shell/undoing.ts';
import { findingStage, staging } from './shell/staging.ts';
import { bounded, reachingNginx, unitMoves, unitStates, unitVerbs } from './shell/units.ts';
import {
  attributesRecord,
  type FileTarget,
  fileTargets,
  plainMode,
  sha256,
  writesText,
  type UnitTarget,
  unitTargets,
} from './targets.ts';
import { readingThere, ways } from '../../collect/shell/ways.ts';
import { waysTo } from './ways.ts';

/** The script that takes a run back on its host, all rounds so far, by whoever runs it: the switch, Suture, a person. */
export function undoScript(places: HostPlaces, run: string, plan: HostPlan, round: number): string {
  return [
    '#!/bin/sh',
    `# Takes back what run ${run} changed on this host. Read it, then run it as root: sh ${places.state}/tx/${run}/undo.sh`,
    whereabouts(places, run),
    `round=${round}`,
    speaking,
    logging,
    looking,
    ways,
    recognising,
    readingThere,
    findingStage,
    staging,
    sockets,
    judging,
    durable,
    bounded,
    unitStates,
    unitMoves,
    unitVerbs,
    reachingNginx,
    laterRuns,
    watching,
    locking,
    unlocking,
    bootUnit,
    disarming,
    amongOthers,
    backAmongOthers,
    standingDown,
    puttingBack,
    waysTo(plan.changes, places),
    running,
    bringingUnitsBack,
    eachPath(plan),
    undosOfCommands(plan),
    unitSteps(plan, 'undo_unit'),
    undoing,
    'suture_undo "$@"\nexit\n',
  ].join('\n');
}

/** The script that says what an undo would do, and what was changed since; it holds nothing that writes. */
export function previewScript(places: HostPlaces, run: string, plan: HostPlan): string {
  return [
    '#!/bin/sh',
    whereabouts(places, run),
    speaking,
    looking,
    ways,
    recognising,
    readingThere,
    findingStage,
    sockets,
    judging,
    waysTo(plan.changes, places),
    laterRuns,
    previewing,
    eachPath(plan),
    unitSteps(plan, 'preview_unit'),
    'boundary=$1\neach_path preview_path\nunits_down\nunits_again\n',
  ].join('\n');
}

/** Where on the host a run's folder is, as shell variables. */
export const whereabouts = (places: HostPlaces, run: string): string =>
  `state=${shellQuote(places.state)}\nrun=${shellQuote(run)}\ntx=$state/tx/$run`;

function eachPath(plan: HostPlan): string {
  const files = new Map(fileTargets(plan).map((target) => [target.id, target]));
  const calls = plan.changes.toReversed().flatMap((change) => {
    switch (change.kind) {
      case 'write-file': {
        const target = files.get(change.id);
        if (target === undefined) return [];
        const ours = target.writes.map(({ after }) => sha256(after));
        return [
          shellCommand(['file', target.id, target.path, target.expect.sha256, attributesLeft(plan, target), ...ours]),
        ];
      }
      case 'set-attributes':
        return attributesRecord(plan, change) === change.id
          ? [shellCommand(['attributes', change.id, change.path])]
          : [];
      case 'remove-socket':
        return [shellCommand(['socket', change.id, change.path])];
      case 'make-directory':
        return [shellCommand(['directory', change.id, change.path])];
      case 'create-file': {
        const { id, path } = change;
        const texts = plan.changes.flatMap((each) => (writesText(each) && each.path === path ? [each.after] : []));
        return [shellCommand(['created', id, path, ...texts.map(sha256)])];
      }
      case 'remove-file': {
        const { sha256: hash, uid, gid, mode } = change.expect;
        return [shellCommand(['removed', change.id, change.path, hash, `${uid}:${gid}:${plainMode(mode)}`])];
      }
      case 'set-link':
        return [shellCommand(['link', change.id, change.path, change.before ?? '', change.after ?? ''])];
      case 'remove-directory':
        return [shellCommand(['folder', change.id, change.path])];
      case 'command':
        return [shellCommand(['command', change.id, undoInLog(change)])];
      default:
        return [];
    }
  });
  return shellFunction(
    'each_path',
    calls.map((call) => `"$1" ${call}`),
  );
}

/** What takes each command back; nothing, well, for one that can't be. */
function undosOfCommands(plan: HostPlan): string {
  const calls = plan.changes.flatMap((change) => {
    if (change.kind !== 'command' || change.undo.kind === 'none') return [];
    const { id, folder, seconds, undo } = change;
    const call = shellCommand(['run_once', String(seconds), folder ?? '/', ...undo.argv]);
    return [`[ "$1" != ${id} ] || { ${call}; return; }`];
  });
  return shellFunction('undo_of', calls);
}

/** A command as the host's log may keep it, which others than root read. */
export const inLog = (argv: readonly string[]): string =>
  redactCommand(stripControl(commandLine(argv)))
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);

const undoInLog = ({ argv, undo }: Command): string =>
  undo.kind === 'command'
    ? inLog(undo.argv)
    : `nothing for ${inLog(argv)}: ${stripControl(undo.why)}`.replaceAll('\n', ' ');

/** What stat(1) says of a file that the run has written; `-` where a change of attributes has its own eye on that. */
const attributesLeft = (plan: HostPlan, { path, expect: { uid, gid, mode } }: FileTarget): string =>
  plan.changes.some((change) => change.kind === 'set-attributes' && change.path === path)
    ? '-'
    : `${uid}:${gid}:${plainMode(mode)}`;

/** Only the undo itself asks systemd what has become of a unit that the transaction didn't come to. */
function unitSteps(plan: HostPlan, visitor: 'undo_unit' | 'preview_unit'): string {
  const units = unitTargets(plan);
  const asks = (when: string, verb: string, unit: string): string =>
    `if ${when}; then ${visitor} ${shellCommand([verb, unit])}; fi`;
  const whenRead = ({ running, first, unit }: UnitTarget, verb: string): string => {
    const moved = visitor === 'undo_unit' ? ` || moved_since ${shellCommand([first, unit])}` : '';
    return asks(`begun ${shellCommand(running)}${moved}`, verb, unit);
  };
  const stops = units.toReversed().flatMap((target) => {
    const disable = target.expect.enabled === 'disabled' && target.enabling.length > 0;
    return [
      ...(target.running.length > 0 && !ranBefore(target) ? [whenRead(target, 'stop')] : []),
      ...(disable ? [asks(`begun ${shellCommand(target.enabling)}`, 'disable', target.unit)] : []),
    ];
  });
  const agains = units.flatMap((target) => {
    if (target.running.length === 0 || !ranBefore(target)) return [];
    return [whenRead(target, target.verbs.has('restart') ? 'restart' : 'reload-or-restart')];
  });
  return `${shellFunction('units_down', stops)}\n${shellFunction('units_again', agains)}`;
}

/** Anything but a unit at rest counts as running: one that was being started or reloaded is to be so again. */
const ranBefore = ({ expect }: UnitTarget): boolean => !['inactive', 'failed', 'deactivating'].includes(expect.active);

/** A shell function of these lines; an empty one does nothing, well. */
export const shellFunction = (name: string, lines: readonly string[]): string =>
  `${name}() {\n${(lines.length > 0 ? lines : [':']).map((line) => `  ${line}\n`).join('')}}\n`;
