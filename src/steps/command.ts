import type { Json, JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ChangeDraft, CommandUndo } from '../plan/change.ts';
import { commandLine, shellLine, undoLine } from '../plan/command-line.ts';
import { isPath, textArgument } from './arguments.ts';
import { type ArgumentMistake, defineStep } from './define-step.ts';
import { changesOf, mistakeOf } from './outcome.ts';

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
  retriable: true,
  mistakeIn: (given) => mistakeOf(read(given)),
  plan: ({ with: given }) => changesOf(read(given)),
});

function read(given: JsonObject): Result<readonly ChangeDraft[], ArgumentMistake> {
  const empty = ['argv', 'unless', 'undo'].find((name) => given[name] !== undefined && argvOf(given[name]) === null);
  if (empty !== undefined) return wrong(empty, `\`${empty}\` is no command`);
  const unclear = ['creates', 'removes', 'chdir'].find((name) => given[name] !== undefined && !isPath(given[name]));
  if (unclear !== undefined) return wrong(unclear, `\`${unclear}\` must be an absolute path, in its shortest form`);
  if (typeof given['argv'] === 'string') return wrong('argv', '`argv` is a list; a line of shell is `cmd`');
  const [cmd, undo, reason] = [textArgument(given, 'cmd'), argvOf(given['undo']), textArgument(given, 'no_undo')];
  const argv = cmd === null ? argvOf(given['argv']) : shellLine(cmd);
  if (argv === null) return wrong(null, '`command` needs `argv` or `cmd`');
  if (cmd !== null && given['argv'] !== undefined) return wrong('cmd', '`argv` and `cmd` are two commands: give one');
  if (undo !== null && reason !== null) return wrong('no_undo', '`undo` and `no_undo` contradict each other');
  if (undo === null && reason === null)
    return wrong(null, '`command` needs an `undo`, or in `no_undo` why there is none');
  const back: CommandUndo = undo === null ? { kind: 'none', why: reason ?? '' } : { kind: 'command', argv: undo };
  const expect = {
    creates: textArgument(given, 'creates'),
    removes: textArgument(given, 'removes'),
    unless: argvOf(given['unless']),
  };
  const summary = `run: ${commandLine(argv)}; ${undoLine(back)}`;
  const folder = textArgument(given, 'chdir');
  return ok([{ kind: 'command', summary, argv, folder, undo: back, seconds: USUAL_SECONDS, expect }]);
}

/** A list as it is, a text as a line of shell; null for anything else. */
function argvOf(value: Json | undefined): readonly string[] | null {
  if (typeof value === 'string') return value === '' ? null : shellLine(value);
  if (!Array.isArray(value) || value.length === 0 || value[0] === '') return null;
  return value.every((word) => typeof word === 'string') ? value : null;
}

const wrong = (argument: string | null, message: string): Result<never, ArgumentMistake> => err({ argument, message });
