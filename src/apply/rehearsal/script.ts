import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import { astrayWords } from '../../collect/shell/led-astray.ts';
import { viewWords } from '../../collect/shell/private-view.ts';
import type { OpenedFiles } from '../../facts/opened-files.ts';
import type { Change } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { type ReadScript, readScript } from '../../transport/script.ts';
import { trying } from './shell/trying.ts';
import { speaking } from '../transaction/shell/speaking.ts';
import { writesText } from '../transaction/targets.ts';

/**
 * The changes that a rehearsal plays: the new texts and folders, and the gates that follow at least one of them. It ends
 * before the first command: what that makes of the host, nobody knows before.
 */
export function rehearsable(plan: HostPlan): readonly Change[] {
  const before = untilCommand(plan);
  const first = before.findIndex(isNew);
  const played = before.filter((change, index) => isNew(change) || (change.kind === 'gate' && index > first));
  return first !== -1 && played.some(({ kind }) => kind === 'gate') ? played : [];
}

/** Whether gates follow a command, so that they can be tried only once that has run. */
export const awaitsCommand = (plan: HostPlan): boolean =>
  plan.changes.slice(untilCommand(plan).length).some(({ kind }) => kind === 'gate');

function untilCommand({ changes }: HostPlan): readonly Change[] {
  const command = changes.findIndex(({ kind }) => kind === 'command');
  return command === -1 ? changes : changes.slice(0, command);
}

const PLAYED: ReadonlySet<Change['kind']> = new Set([
  'write-file',
  'create-file',
  'remove-file',
  'set-link',
  'make-directory',
  'remove-directory',
]);

const isNew = ({ kind }: Change): boolean => PLAYED.has(kind);

/** A file, and a path by which a program comes to it. */
export interface FileName {
  readonly path: string;
  readonly realPath: string;
}

/**
 * Makes the script that tries new texts under the plan's gates in a view of its own, in which they are written and which ends
 * with them. `opened` tells what the gates may open, `names` how programs come to the files.
 */
export function rehearsalScript(
  changes: readonly Change[],
  opened: OpenedFiles,
  names: readonly FileName[],
  boundary: string,
): ReadScript {
  return readScript(
    [
      `boundary=${shellQuote(boundary)}`,
      'LC_ALL=C\nPATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\nexport LC_ALL PATH',
      speaking,
      viewWords,
      `writes=${shellQuote(opened.writes.join('\n'))}\nreads=${shellQuote(opened.reads.join('\n'))}`,
      `written=${shellQuote(writtenPaths(changes).join('\n'))}`,
      astrayWords,
      ledBy(writtenPaths(changes), names),
      entering,
      `rehearse_inside() {\n  in_view sh -s <<'${boundary}'\n${insideScript(changes, boundary)}${boundary}\n}`,
      'enter </dev/null\nexit\n',
    ].join('\n'),
  );
}

/** The part that runs inside the view. */
export const insideScript = (changes: readonly Change[], boundary: string): string =>
  [
    `boundary=${shellQuote(boundary)}`,
    speaking,
    trying,
    ...stagings(changes),
    `rehearse() {\n${changes.map((change) => `  ${play(change)}\n`).join('')}}\n`,
    'suture_rehearsal </dev/null\nexit\n',
  ].join('\n');

// What the view itself says comes last, past whatever the gates wrote.
const entering = `
enter() {
  if [ "$(id -u)" != 0 ]; then say "not $(encoded 'only root can make a mount namespace')"; return; fi
  # Root may write everywhere but on what is mounted read-only, and what is immutable.
  while IFS= read -r path; do
    [ -n "$path" ] || continue
    [ -e "$path" ] || continue
    if [ ! -w "$path" ] || [ ! -w "\${path%/*}/" ]; then say "closed $(encoded "$path")"; return; fi
  done <<END_OF_PATHS
$written
END_OF_PATHS
  led_by_roots || return
  exec 3>&1
  told=$(rehearse_inside 2>&1 >&3 | tail -c 4000)
  case $told in
    *not) say "not $(encoded "it can't be tried here without leaving traces: $(printf '%s' "\${told%not}" | tail -n 1)")" ;;
  esac
}
`;

/**
 * A file that programs come to by links alone: one of those has to be root's in root's own folders, all the way, and lead
 * there by now as well. Else somebody chose which of root's files is written to.
 */
function ledBy(paths: readonly string[], names: readonly FileName[]): string {
  const calls = [...new Set(paths)].flatMap((path) => {
    const own = names.filter(({ realPath }) => realPath === path).map((name) => name.path);
    return own.length === 0 || own.includes(path) ? [] : [`  led_to ${shellCommand([path, ...own])} || return 1`];
  });
  return `
led_to() {
  end=$1 why=
  shift
  for name do
    if led_astray "$name"; then
      why="$name $astray"
    elif [ "$(readlink -f "$name")" = "$end" ]; then
      return 0
    else
      why=\${why:-"$name doesn't lead to $end any more"}
    fi
  done
  say "astray $(encoded "$why")"
  return 1
}
led_by_roots() {
  user_id=0
${calls.join('\n')}
  return 0
}`;
}

/** The files that get another text. */
const writtenPaths = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => (change.kind === 'write-file' ? [change.path] : []));

function stagings(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) => {
    if (!writesText(change)) return [];
    const lines =
      Buffer.from(change.after, 'utf8')
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    return [`text_${change.id}() {`, "  base64 -d <<'END_OF_TEXT'", ...lines, 'END_OF_TEXT', '}'];
  });
}

function play(change: Change): string {
  switch (change.kind) {
    case 'write-file':
      return `lay_over ${shellCommand([`text_${change.id}`, change.path])}`;
    case 'create-file':
      return `lay_new ${shellCommand([`text_${change.id}`, change.path, change.mode])}`;
    case 'remove-file':
      return `lay_away ${shellCommand(['rm', change.path])}`;
    case 'remove-directory':
      return `lay_away ${shellCommand(['rmdir', change.path])}`;
    case 'set-link':
      return `lay_link ${shellCommand([change.path, change.after ?? ''])}`;
    case 'make-directory':
      return `lay_folder ${shellCommand([change.path])}`;
    case 'gate':
      return `try_gate ${shellCommand([change.id, ...change.command])}`;
    default:
      return ':';
  }
}
