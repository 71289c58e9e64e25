import { shellCommand, shellQuote } from '../../formats/shell-quote.ts';
import type { Change } from '../../plan/change.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { type ReadScript, readScript } from '../../transport/script.ts';
import { groundwork } from './shell/groundwork.ts';
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

/**
 * Makes the script that tries new texts under the plan's gates in a mount namespace of its own: the texts lie on a tmpfs
 * and are bound over the live files; every folder that a gate might write to is an overlay that ends with the namespace.
 */
export function rehearsalScript(changes: readonly Change[], boundary: string): ReadScript {
  return readScript(
    [
      `boundary=${shellQuote(boundary)}`,
      'LC_ALL=C\nPATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin\nexport LC_ALL PATH',
      speaking,
      entering,
      `rehearse_inside() {\n  unshare -m sh <<'${boundary}'\n${insideScript(changes, boundary)}${boundary}\n}`,
      'enter </dev/null\nexit\n',
    ].join('\n'),
  );
}

/** The part that runs inside the namespace. */
export const insideScript = (changes: readonly Change[], boundary: string): string =>
  [
    `boundary=${shellQuote(boundary)}`,
    speaking,
    groundwork,
    trying,
    ...stagings(changes),
    `rehearse() {\n${changes.map((change) => `  ${play(change)}\n`).join('')}}\n`,
    'suture_rehearsal </dev/null\nexit\n',
  ].join('\n');

const entering = `
enter() {
  if [ "$(id -u)" != 0 ]; then say "not $(encoded 'only root can make a mount namespace')"; return; fi
  if ! command -v unshare >/dev/null 2>&1; then say "not $(encoded 'unshare is not installed')"; return; fi
  if ! refusal=$(unshare -m true 2>&1); then
    say "not $(encoded "this host makes no mount namespace: $refusal")"
    return
  fi
  rehearse_inside
}
`;

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
      return `lay_over ${shellCommand([`text_${change.id}`, change.id, change.path])}`;
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
