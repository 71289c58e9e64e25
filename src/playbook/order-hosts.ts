import { assertNever } from '../base/assert-never.ts';
import type { HostOrder } from './playbook.ts';

/** Puts hosts that stand in the inventory's order into a play's; `random` gives numbers from 0 up to 1. */
export function orderHosts<Host extends { readonly name: string }>(
  hosts: readonly Host[],
  order: HostOrder,
  random: () => number,
): readonly Host[] {
  switch (order) {
    case 'inventory':
      return hosts;
    case 'reverse_inventory':
      return hosts.toReversed();
    case 'sorted':
      return hosts.toSorted(byName);
    case 'reverse_sorted':
      return hosts.toSorted(byName).toReversed();
    case 'shuffle':
      return hosts
        .map((host) => ({ host, at: random() }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ host }) => host);
    default:
      return assertNever(order);
  }
}

/** By code point, as Python compares text. */
const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : Number(one.name > other.name);
