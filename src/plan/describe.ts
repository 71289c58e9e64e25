import { assertNever } from '../base/assert-never.ts';
import { shownCommand } from '../formats/shell-quote.ts';
import { showHidden } from '../formats/strip-control.ts';
import type { Awaited, AwaitedAnswer } from './awaited.ts';
import type { Attributes, Change, ChangeDraft, Command, CommandUndo, Tries } from './change.ts';
import { describeEdit } from './diff-words.ts';
import { quoted } from '../formats/quoted.ts';

/**
 * What a change does, in one line, worded from what will be done and from nothing else: a plan's file may have been written
 * by anybody. Commands stand there whole; what would hide or act on a terminal is written out.
 */
export function describe(change: Change | ChangeDraft): string {
  switch (change.kind) {
    case 'write-file':
      return `write ${showHidden(change.path)}: ${describeEdit(change.before, change.after)}`;
    case 'create-file':
      return `make ${showHidden(change.path)} (${attributes(change)})`;
    case 'remove-file':
      return `remove ${showHidden(change.path)}`;
    case 'set-link':
      return describeLink(showHidden(change.path), change.before, change.after);
    case 'set-attributes':
      return `${showHidden(change.path)}: ${attributes(change.expect)} → ${attributes(change.after)}`;
    case 'remove-socket':
      return `set the dead socket ${showHidden(change.path)} aside`;
    case 'make-directory':
      return `make ${showHidden(change.path)}/ (${attributes(change)})`;
    case 'remove-directory':
      return `remove ${showHidden(change.path)}/`;
    case 'service':
      return showHidden(`${change.verb} ${change.unit}`);
    case 'gate':
      return `test: ${shownCommand(change.command)}${times(change)}`;
    case 'wait':
      return `${describeWait(change.for, change.seconds)}${times(change)}`;
    case 'command':
      return `${describeCommand(change)}${times(change)}`;
    default:
      return assertNever(change);
  }
}

/** Owner, group and mode, as people write them. */
export const attributes = ({ owner, group, mode }: Attributes): string => showHidden(`${owner}:${group} ${mode}`);

function describeLink(path: string, before: string | null, after: string | null): string {
  if (after === null) return `remove the link ${path}`;
  const now = before === null ? '' : `, now to ${showHidden(before)}`;
  return `link ${path} to ${showHidden(after)}${now}`;
}

function describeWait(awaited: Awaited, seconds: number): string {
  if (awaited.kind === 'time') return `let ${seconds} s pass`;
  const verb = awaited.kind === 'answer' ? 'check' : 'wait';
  return `${verb}, at most ${seconds} s: ${describeAwaited(awaited)}`;
}

function describeAwaited(awaited: Exclude<Awaited, { readonly kind: 'time' }>): string {
  switch (awaited.kind) {
    case 'port':
      return `port ${awaited.port} of ${showHidden(awaited.host)} is ${awaited.state === 'started' ? 'open' : 'closed'}`;
    case 'socket':
      return `${showHidden(awaited.path)} is ${awaited.state === 'started' ? 'listened on' : 'listened on no more'}`;
    case 'path':
      return `${showHidden(awaited.path)} is ${awaited.state === 'present' ? 'there' : 'gone'}`;
    case 'unit':
      return `${showHidden(awaited.unit)} is ${awaited.state === 'started' ? 'active' : 'inactive'}`;
    case 'answer': {
      const { url, statuses, contains } = awaited;
      const text = contains === null ? '' : ` with ${quoted(contains)}`;
      return `${showHidden(url)}${whereAsked(awaited)} answers ${statuses.join(' or ')}${text}`;
    }
    default:
      return assertNever(awaited);
  }
}

/** What a URL doesn't say of itself: the address that is asked, and the name in the request's `Host`. */
function whereAsked({ url, address, port, name }: AwaitedAnswer): string {
  const named = url.startsWith(`http://${name}:`) || url.startsWith(`https://${name}:`) ? '' : ` (${showHidden(name)})`;
  const isAsked = [`http://${address}:${port}/`, `https://${address}:${port}/`].some((start) => url.startsWith(start));
  return isAsked ? named : ` at ${showHidden(address)}:${port}${named}`;
}

function describeCommand({
  argv,
  folder,
  undo,
  expect: { creates, removes, unless },
}: Omit<Command, 'id' | 'step' | 'finding'>): string {
  const place = folder === null ? '' : ` in ${showHidden(folder)}`;
  const guards = [
    ...(creates === null ? [] : [`${showHidden(creates)} is missing`]),
    ...(removes === null ? [] : [`${showHidden(removes)} is there`]),
    ...(unless === null ? [] : [`this fails: ${shownCommand(unless)}`]),
  ];
  const back = describeUndo(undo);
  return [
    `run${place}: ${shownCommand(argv)}`,
    ...(guards.length === 0 ? [] : [`if ${guards.join(' and ')}`]),
    back,
  ].join('; ');
}

/** How a command is taken back. */
export const describeUndo = (undo: CommandUndo): string =>
  undo.kind === 'command' ? `undo: ${shownCommand(undo.argv)}` : `cannot be taken back: ${quoted(undo.why)}`;

const times = ({ tries }: Tries): string => (tries === undefined ? '' : ` (up to ${tries.retries + 1} times)`);
