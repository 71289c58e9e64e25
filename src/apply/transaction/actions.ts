import { assertNever } from '../../base/assert-never.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import type { Change } from '../../plan/change.ts';
import { SERVICE_SECONDS } from '../../plan/duration.ts';
import type { HostPlan } from '../../plan/plan.ts';
import { checkWords, tried } from './check-words.ts';
import { presentHash } from './comparisons.ts';
import { attributesRecord, targetOf, unitTargets } from './targets.ts';
import { inLog } from './undo-script.ts';

/** The line of the transaction's script that makes one change. */
export function action(whole: HostPlan, change: Change): string {
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
        unitTargets(whole).find(({ unit }) => unit === change.unit)?.first ?? change.id,
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
