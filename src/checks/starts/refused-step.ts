import { codeOf, type FailedStart } from '../../facts/last-start.ts';
import type { UnitNeed } from '../../facts/owners/owner-search.ts';
import { pathsNamed, refusalIn } from '../../facts/start-words.ts';
import type { Unit } from '../../facts/system.ts';
import type { Reason, StartReason } from './start-reason.ts';

/** A start that failed before the program was run: systemd came no further than one of its own steps. */
export function refusedStep(start: FailedStart, needs: readonly UnitNeed[]): Reason {
  switch (start.step) {
    case null:
      return null;
    case 'USER':
      return nobody('user', start.unit.settings?.user ?? '', start, needs);
    case 'GROUP':
      return nobody('group', start.unit.settings?.group ?? '', start, needs);
    case 'CHDIR':
      return noFolder('working folder', start.unit.settings?.workingDirectory ?? '', start, needs);
    case 'CHROOT':
      return noFolder('root folder', start.unit.settings?.rootDirectory ?? '', start, needs);
    case 'EXEC':
      return noProgram(start, needs);
    default:
      return noSandbox(start, needs);
  }
}

function nobody(kind: 'user' | 'group', name: string, start: FailedStart, needs: readonly UnitNeed[]): Reason {
  const need = needs.find((each) => each.kind === kind && each.name === name);
  if (need?.there === true) return 'gone';
  const is = need === undefined ? 'could not be looked up' : 'does not exist';
  return failed(
    `the ${kind} ${name} that it is to run as ${is}`,
    `make the ${kind} ${name}, or name another in ${kind === 'user' ? 'User=' : 'Group='}`,
    start,
  );
}

function noFolder(what: string, folder: string, start: FailedStart, needs: readonly UnitNeed[]): Reason {
  const need = needs.find(({ kind, name }) => kind === 'path' && name === folder);
  if (need?.there === false) {
    return failed(`its ${what} ${folder} does not exist${firstGone(need)}`, `make ${folder}, or name another`, start);
  }
  if (need?.there === true && refusalIn(wordsOf(start)) === 'missing') return 'gone';
  return failed(`it was not let into its ${what} ${folder}`, `let its user into ${folder}`, start);
}

function noProgram(start: FailedStart, needs: readonly UnitNeed[]): Reason {
  const { unit } = start;
  // Another command of the unit (ExecStartPre=) may be the one that isn't there.
  const named = / spawning (\/\S+): /.exec(textOf(start))?.[1];
  const program = needs.find(({ kind, name }) => kind === 'program' && (named === undefined || name === named));
  const other = needs.find(({ kind, name }) => kind === 'path' && name === named);
  const need = program ?? other;
  const path = named ?? need?.name ?? unit.execStart.split(' ')[0] ?? '';
  if (need?.there === true && program !== undefined && refusalIn(textOf(start)) === 'missing') return 'gone';
  const is =
    need?.there === false && need.gone !== null
      ? `does not exist${firstGone(need)}`
      : "can't be run: its mode, the program that its first line names, or its mount forbids it";
  return failed(`${path} ${is}`, `put it where it belongs, or name another in the unit`, start);
}

/** What systemd lays out around the program, by the path that it names, else by what the unit names and the host lacks. */
function noSandbox(start: FailedStart, needs: readonly UnitNeed[]): Reason {
  const { step, unit } = start;
  const words = wordsOf(start);
  const named = pathsNamed(words.replace(/^\S+: /, ''))[0];
  const lacking = needs.filter(({ kind, there }) => kind === 'path' && !there);
  const need = named === undefined ? lacking[0] : lacking.find(({ name }) => name === named);
  if (step === 'NAMESPACE' && need !== undefined) {
    const by = settingNaming(need.name, unit);
    return failed(
      `${by} names ${need.name}, which does not exist${firstGone(need)}`,
      `make ${need.name}, or take it out of ${by} (with a dash before it, it may be missing)`,
      start,
    );
  }
  const isThere = needs.some(({ name, there }) => name === named && there);
  if (isThere && refusalIn(words) === 'missing') return 'gone';
  const said = words === '' ? '' : `: ${words.replace(/^\S+: /, '')}`;
  return failed(
    `systemd came no further than its step ${step ?? ''}${said}`,
    `systemctl cat ${unit.name} shows what asks for that, and systemd.exec(5), "Process Exit Codes", what it is`,
    start,
  );
}

function failed(says: string, cure: string, { step, unit }: FailedStart): StartReason {
  const code = step === null ? null : codeOf(step);
  return {
    cause: 'start-failed',
    says: `${says}${code === null ? '' : ` (${code}/${step ?? ''})`}`,
    cure: `${cure}; then systemctl start ${unit.name}`,
  };
}

const firstGone = ({ name, gone }: UnitNeed): string => (gone === null || gone === name ? '' : ` (nor does ${gone})`);

/** What the step itself said, which comes before the line that names the step. */
const wordsOf = ({ lines }: FailedStart): string =>
  lines.findLast(
    ({ by, text }) => by !== 'systemd' && /^\S+: (?:Failed|Changing) /.test(text) && !/ at step /.test(text),
  )?.text ?? '';

const textOf = ({ lines }: FailedStart): string => lines.map(({ text }) => text).join('\n');

/** The line of a unit that names a path. */
function settingNaming(path: string, { settings, name }: Unit): string {
  const has = (paths: readonly string[] = []): boolean => paths.some((each) => each.replace(/^[-+]+/, '') === path);
  if (has(settings?.readWritePaths)) return 'ReadWritePaths=';
  if (has(settings?.readOnlyPaths)) return 'ReadOnlyPaths=';
  if (has(settings?.inaccessiblePaths)) return 'InaccessiblePaths=';
  if (has(settings?.bound?.map(({ from }) => from))) return 'BindPaths=';
  return settings?.rootDirectory === path ? 'RootDirectory=' : name;
}
