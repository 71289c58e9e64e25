import type { Skipped } from '../checks/finding.ts';
import { needsRoot } from '../facts/fact.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { HostError, HostReport } from './host-report.ts';

const HINT = 'act as root: -b, or ansible_become: true in the inventory';

/** Why a host on which nothing was found can't be called healthy: who asked isn't root, and what only root sees was left out. */
export function notAllSeen({ identity }: HostFacts, skipped: readonly Skipped[]): HostError | null {
  if (identity.state !== 'known' || identity.value.root) return null;
  const unseen = skipped.filter(({ why }) => needsRoot(why));
  if (unseen.length === 0) return null;
  const message = `looked without root: no cause was found, and ${unseen.length} checks could not be made`;
  return { reason: 'needs-root', message, hint: HINT };
}

/** Why nothing can be planned for a host: its transaction would be refused. Null where root asked, or nobody knows who did. */
export function mayNotChange({ identity }: HostFacts): HostError | null {
  if (identity.state !== 'known' || identity.value.root) return null;
  const message = `only root can change this host, and ${identity.value.user} was who looked; nothing was planned`;
  return { reason: 'no-root', message, hint: HINT };
}

/** A look that wasn't let become root, with the way to look all the same. */
export const orWithoutRoot = (report: HostReport): HostReport =>
  report.error?.reason.startsWith('become-') === true
    ? {
        ...report,
        error: { ...report.error, hint: [report.error.hint, LESS].filter((hint) => hint !== null).join('; ') },
      }
    : report;

const LESS = '--no-become looks without root, and sees less';
