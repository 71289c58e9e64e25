import { assertNever } from '../../base/assert-never.ts';
import type { Awaited } from '../../plan/awaited.ts';
import type { Attributes, Change, Command, Tries } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { isLoopbackHost } from '../../plan/loopback.ts';

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
  return contradiction(plan);
}

/** What is made or removed is so once, and what is removed isn't changed as well: else an undo couldn't tell ours from theirs. */
function contradiction({ changes }: HostPlan): string | null {
  const comes = changes.filter(({ kind }) => COMES_OR_GOES.has(kind));
  for (const change of comes) {
    if (!('path' in change)) continue;
    const goes = change.kind === 'remove-file' || change.kind === 'remove-directory' || change.kind === 'set-link';
    const other = (goes ? changes : comes).find(
      (each) => each.id !== change.id && 'path' in each && each.path === change.path,
    );
    if (other !== undefined)
      return `${change.id} and ${other.id} both act on ${change.path}, and one makes or removes it`;
  }
  return null;
}

const COMES_OR_GOES: ReadonlySet<Change['kind']> = new Set([
  'create-file',
  'remove-file',
  'set-link',
  'make-directory',
  'remove-directory',
]);

function changeUnsoundness(change: Change): string | null {
  switch (change.kind) {
    case 'write-file':
      return pathUnsoundness(change.path) ?? modeUnsoundness(change.expect.mode);
    case 'create-file':
    case 'make-directory':
      return pathUnsoundness(change.path) ?? attributesUnsoundness(change);
    case 'remove-file':
      return pathUnsoundness(change.path) ?? modeUnsoundness(change.expect.mode);
    case 'set-link':
      return pathUnsoundness(change.path) ?? targetUnsoundness(change.before) ?? targetUnsoundness(change.after);
    case 'remove-directory':
      return pathUnsoundness(change.path) ?? attributesUnsoundness(change.expect);
    case 'set-attributes':
      return (
        pathUnsoundness(change.path) ?? attributesUnsoundness(change.expect) ?? attributesUnsoundness(change.after)
      );
    case 'remove-socket':
      return pathUnsoundness(change.path);
    case 'service':
      return unitUnsoundness(change.unit) ?? secondsUnsoundness(change.seconds ?? 0);
    case 'gate':
      return argvUnsoundness(change.command) ?? triesUnsoundness(change);
    case 'wait':
      return secondsUnsoundness(change.seconds) ?? triesUnsoundness(change) ?? awaitedUnsoundness(change.for);
    case 'command':
      return triesUnsoundness(change) ?? secondsUnsoundness(change.seconds) ?? commandUnsoundness(change);
    default:
      return assertNever(change);
  }
}

const LONGEST_SECONDS = 600;

const secondsUnsoundness = (seconds: number): string | null =>
  Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_SECONDS
    ? null
    : `${seconds} is no number of seconds from 0 to ${LONGEST_SECONDS}`;

const triesUnsoundness = ({ tries }: Tries): string | null =>
  tries === undefined ? null : (secondsUnsoundness(tries.retries) ?? secondsUnsoundness(tries.delay));

const argvUnsoundness = (argv: readonly string[]): string | null =>
  argv.length > 0 &&
  argv[0] !== '' &&
  argv.every((word) => !word.includes('\0')) &&
  argv.join(' ').length <= LONGEST_COMMAND
    ? null
    : `no command, or one of more than ${LONGEST_COMMAND} characters, which nobody would read`;

const LONGEST_COMMAND = 32_768;

function commandUnsoundness({ argv, folder, undo, expect: { creates, removes, unless } }: Command): string | null {
  const paths = [folder, creates, removes].flatMap((path) => (path === null || path === '/' ? [] : [path]));
  const commands = [argv, ...(undo.kind === 'command' ? [undo.argv] : []), ...(unless === null ? [] : [unless])];
  return firstOf(paths, pathUnsoundness) ?? firstOf(commands, argvUnsoundness);
}

const firstOf = <Each>(all: readonly Each[], why: (each: Each) => string | null): string | null =>
  all.map(why).find((each) => each !== null) ?? null;

function awaitedUnsoundness(awaited: Awaited): string | null {
  switch (awaited.kind) {
    case 'port':
      return addressUnsoundness(awaited.host, awaited.port);
    case 'socket':
    case 'path':
      return pathUnsoundness(awaited.path);
    case 'unit':
      return unitUnsoundness(awaited.unit);
    case 'time':
      return null;
    case 'answer': {
      const { url, address, port, path, name, contains } = awaited;
      // What goes into a request must not be able to end its line.
      if (/[\s\x00-\x1f\x7f]/.test(`${url}${path}${name}`)) return 'the request has characters that none can hold';
      if (!/^https?:\/\//.test(url) || pathIn(url) !== path) return `${JSON.stringify(url)} is no URL of a website`;
      if (!isLoopbackHost(address)) return `${JSON.stringify(address)} is no loopback address`;
      if (contains !== null && /[\0\n]/.test(contains)) return 'a text to look for has several lines';
      return addressUnsoundness(address, port);
    }
    default:
      return assertNever(awaited);
  }
}

/** What a URL asks for; null where it is none. */
function pathIn(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

function addressUnsoundness(host: string, port: number): string | null {
  if (!/^[A-Za-z0-9[][A-Za-z0-9.:_\]-]{0,254}$/.test(host)) return `${JSON.stringify(host)} is no address`;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? null : `${port} is no port`;
}

function unitUnsoundness(unit: string): string | null {
  const isName =
    /^(?:\/etc\/init\.d\/)?[A-Za-z0-9@:_.\\-]{1,255}$/.test(unit) && !/^(?:\/etc\/init\.d\/)?[-.]/.test(unit);
  return isName ? null : `${JSON.stringify(unit)} is no name of a unit`;
}

function pathUnsoundness(path: string): string | null {
  const clean = path.length < 4096 && /^(?:\/[^/\0-\x1f\x7f]+)+$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  return clean ? null : `${JSON.stringify(path)} is no absolute path in its shortest form`;
}

const targetUnsoundness = (target: string | null): string | null =>
  target === null || /^[^\0-\x1f\x7f]+$/.test(target) ? null : `${JSON.stringify(target)} is no target of a link`;

function modeUnsoundness(mode: string): string | null {
  return /^[0-7]{1,5}$/.test(mode) ? null : `${JSON.stringify(mode)} is no mode in octal digits`;
}

function attributesUnsoundness({ owner, group, mode }: Attributes): string | null {
  const name = /^[A-Za-z0-9_][A-Za-z0-9_.$@\\-]*$/;
  if (!name.test(owner) || !name.test(group)) return `${JSON.stringify(`${owner}:${group}`)} is no owner and group`;
  return modeUnsoundness(mode);
}
