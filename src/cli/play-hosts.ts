import { UserError } from '../base/user-error.ts';
import type { Host, Inventory } from '../inventory/inventory.ts';
import type { Playbook, PlayStep } from '../playbook/playbook.ts';
import { selectHosts } from './load-inventory.ts';

/** The hosts that a playbook's plays name, cut down by the limit, and the steps of each. */
export interface PlayHosts {
  readonly hosts: readonly Host[];
  readonly stepsFor: (host: string) => readonly PlayStep[];
}

/** Settles which steps each host gets, in the order of the plays; no host at all is a mistake. */
export function playHosts({ plays, file }: Playbook, inventory: Inventory, limit: string | undefined): PlayHosts {
  const limited = limit === undefined ? null : new Set(selectHosts(inventory, limit).map(({ name }) => name));
  const steps = new Map<string, PlayStep[]>();
  const hosts: Host[] = [];
  for (const play of plays) {
    for (const host of selectHosts(inventory, play.hosts)) {
      if (limited?.has(host.name) === false) continue;
      const earlier = steps.get(host.name);
      if (earlier === undefined) hosts.push(host);
      steps.set(host.name, [...(earlier ?? []), ...play.steps]);
    }
  }
  if (hosts.length > 0) return { hosts, stepsFor: (host) => steps.get(host) ?? [] };
  const message = `no host is in both ${file}'s plays and the limit ${limit ?? ''}`;
  throw new UserError([{ code: 'no-host-matches', message }]);
}
