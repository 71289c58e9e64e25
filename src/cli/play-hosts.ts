import { UserError } from '../base/user-error.ts';
import type { Host, Inventory } from '../inventory/inventory.ts';
import { type Guarded, guardedHosts } from '../playbook/guards.ts';
import { orderHosts } from '../playbook/order-hosts.ts';
import type { Playbook, PlayStep } from '../playbook/playbook.ts';
import { selectHosts } from './load-inventory.ts';
import type { OnlyHosts } from './rerun.ts';

/** The hosts that a playbook's plays name, cut down by the limit and `--rerun`, the steps of each, and how they are changed. */
export interface PlayHosts {
  readonly hosts: readonly Host[];
  readonly stepsFor: (host: string) => readonly PlayStep[];
  readonly guarded: readonly Guarded[];
}

/** Settles which steps each host gets, in the order of the plays; no host at all is a mistake. */
export function playHosts(
  { plays, file }: Playbook,
  inventory: Inventory,
  limit: string | undefined,
  only: OnlyHosts | null,
): PlayHosts {
  const limited = limit === undefined ? null : new Set(selectHosts(inventory, limit).map(({ name }) => name));
  const steps = new Map<string, PlayStep[]>();
  const hosts: Host[] = [];
  const guarded: Guarded[] = [];
  for (const play of plays) {
    const selected = selectHosts(inventory, play.hosts).filter(
      ({ name }) => limited?.has(name) !== false && only?.hosts.has(name) !== false,
    );
    const names = orderHosts(selected, play.order, Math.random).map(({ name }) => name);
    for (const host of selected) {
      const earlier = steps.get(host.name);
      if (earlier === undefined) hosts.push(host);
      const own = play.steps.filter(({ runOnce }) => runOnce !== true || host.name === names[0]);
      steps.set(host.name, [...(earlier ?? []), ...own]);
    }
    guarded.push({ ...play, hosts: names });
  }
  if (hosts.length > 0) return { hosts, stepsFor: (host) => steps.get(host) ?? [], guarded: guardedHosts(guarded) };
  const narrowed = [...(limit === undefined ? [] : [`the limit ${limit}`]), ...(only === null ? [] : [only.called])];
  const message = `no host is in ${[`${file}'s plays`, ...narrowed].join(' and in ')}`;
  throw new UserError([{ code: 'no-host-matches', message }]);
}
