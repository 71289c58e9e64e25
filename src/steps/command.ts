import type { Json, JsonObject } from '../base/json.ts';
import { ok, type Result } from '../base/result.ts';
import { answerTo, type Question } from '../facts/asked.ts';
import type { Command, CommandUndo } from '../plan/change.ts';
import { commandLine, shellLine } from '../plan/command-line.ts';
import type { World } from '../plan/world.ts';
import { isPath, mistake, textArgument } from './arguments.ts';
import { type ArgumentMistake, defineStep, type StepOutcome } from './define-step.ts';
import { changes, misread, mistakeOf, refused, unchanged } from './outcome.ts';

/** How long a command may take where its step has no `timeout`. */
const USUAL_SECONDS = 60;

/** Runs a command where it is written, unless its guards say that there is nothing to do. */
export const command = defineStep({
  name: 'command',
  summary: 'run a command; its own undo takes it back',
  arguments: {
    argv: {
      takes: 'texts',
      about: 'the command and its arguments: [a2enmod, headers]',
      required: 'always',
      or: ['cmd'],
    },
    cmd: { takes: 'text', about: 'instead: one line of shell' },
    creates: { takes: 'path', about: 'nothing to do where something stands at this path' },
    removes: { takes: 'path', about: 'nothing to do where nothing stands at this path' },
    unless: { takes: 'texts', about: 'nothing to do where this ends with 0; it is run in a dry run too' },
    undo: {
      takes: 'texts',
      about: 'what takes it back, also where it failed half-way',
      required: 'always',
      or: ['no_undo'],
    },
    no_undo: { takes: 'text', about: 'instead: why nothing can take it back' },
    chdir: { takes: 'path', about: 'the folder to run all of them in; default: /' },
  },
  asks: (given) => {
    const read = draftOf(given);
    return read.ok ? questionsOf(read.value) : [];
  },
  retriable: true,
  mistakeIn: (given) => mistakeOf(draftOf(given)),
  plan: ({ world, with: given }) => {
    const read = draftOf(given);
    if (!read.ok) return misread(read.error);
    return whyNotNeeded(world, read.value) ?? changes(read.value);
  },
});

type Draft = Omit<Command, 'id' | 'step' | 'finding'>;

const questionsOf = ({ folder, expect: { creates, removes, unless } }: Draft): readonly Question[] => [
  ...[creates, removes].flatMap((path) => (path === null ? [] : [{ kind: 'path' as const, path, follow: true }])),
  ...(unless === null ? [] : [{ kind: 'command' as const, argv: unless, folder: folder ?? '/' }]),
];

/** Null where there is something to do. */
function whyNotNeeded({ facts }: World, { folder, expect: { creates, removes, unless } }: Draft): StepOutcome | null {
  for (const path of [creates, removes]) {
    if (path === null) continue;
    const answer = answerTo(facts, { kind: 'path', path, follow: true });
    if (answer.state !== 'known') return refused(`what stands at ${path} is not known: ${answer.why}`);
    const isThere = answer.value.at !== null;
    if (isThere === (path === creates)) return unchanged(`${path} ${isThere ? 'is there' : 'is not there'}`);
  }
  if (unless === null) return null;
  const answer = answerTo(facts, { kind: 'command', argv: unless, folder: folder ?? '/' });
  if (answer.state !== 'known') return refused(`how ${commandLine(unless)} ends is not known: ${answer.why}`);
  const { status } = answer.value;
  if (status === 0) return unchanged(`${commandLine(unless)} ends well`);
  // What could not be asked is no reason to act.
  return status < 124 ? null : refused(`${commandLine(unless)} could not be run, or took too long (status ${status})`);
}

function draftOf(given: JsonObject): Result<Draft, ArgumentMistake> {
  const empty = ['argv', 'unless', 'undo'].find((name) => given[name] !== undefined && argvOf(given[name]) === null);
  if (empty !== undefined) return mistake(empty, `\`${empty}\` is no command`);
  const unclear = ['creates', 'removes', 'chdir'].find((name) => given[name] !== undefined && !isPath(given[name]));
  if (unclear !== undefined) return mistake(unclear, `\`${unclear}\` must be an absolute path, in its shortest form`);
  if (typeof given['argv'] === 'string') return mistake('argv', '`argv` is a list; a line of shell is `cmd`');
  const [cmd, undo, reason] = [textArgument(given, 'cmd'), argvOf(given['undo']), textArgument(given, 'no_undo')];
  const argv = cmd === null ? argvOf(given['argv']) : shellLine(cmd);
  if (argv === null) return mistake(null, '`command` needs `argv` or `cmd`');
  if (cmd !== null && given['argv'] !== undefined) return mistake('cmd', '`argv` and `cmd` are two commands: give one');
  if (undo !== null && reason !== null) return mistake('no_undo', '`undo` and `no_undo` contradict each other');
  if (undo === null && reason === null)
    return mistake(null, '`command` needs an `undo`, or in `no_undo` why there is none');
  const back: CommandUndo = undo === null ? { kind: 'none', why: reason ?? '' } : { kind: 'command', argv: undo };
  const expect = {
    creates: textArgument(given, 'creates'),
    removes: textArgument(given, 'removes'),
    unless: argvOf(given['unless']),
  };
  const folder = textArgument(given, 'chdir');
  return ok({ kind: 'command', argv, folder, undo: back, seconds: USUAL_SECONDS, expect });
}

/** A list as it is, a text as a line of shell; null for anything else. */
function argvOf(value: Json | undefined): readonly string[] | null {
  if (typeof value === 'string') return value === '' ? null : shellLine(value);
  if (!Array.isArray(value) || value.length === 0 || value[0] === '') return null;
  return value.every((word) => typeof word === 'string') ? value : null;
}
