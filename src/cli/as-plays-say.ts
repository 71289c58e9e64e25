import type { Host } from '../inventory/inventory.ts';
import { type Guarded, guardsByHost } from '../playbook/guards.ts';
import type { ApplyIntent } from '../run/apply-intent.ts';

/** Until a host undoes by itself, in seconds, where neither the command line nor a play says. */
const CONFIRM_WITHIN_SECONDS = 120;

/** Hosts, each to be reached as root where its play says so and the inventory says nothing, as in Ansible. */
export function reachedAsPlaysSay(hosts: readonly Host[], plays: readonly Guarded[]): readonly Host[] {
  const guards = guardsByHost(plays);
  return hosts.map((host) => {
    const become = guards.get(host.name)?.become ?? null;
    return become === null ? host : { ...host, vars: { ansible_become: become, ...host.vars } };
  });
}

/** The options by which the next command reaches these hosts as the plays do: it may read no playbook. */
export const asPlaysReach = <Options extends { readonly become?: boolean }>(
  options: Options,
  plays: readonly Guarded[],
): Options =>
  options.become === undefined && plays.some(({ become }) => become === true) ? { ...options, become: true } : options;

/** How long hosts have to confirm: as the command line says, or each host's play. */
export function confirmedAsPlaysSay(
  given: number | undefined,
  plays: readonly Guarded[],
): Pick<ApplyIntent, 'confirmWithinSeconds' | 'confirmWithinFor'> {
  if (given !== undefined) return { confirmWithinSeconds: given };
  const guards = guardsByHost(plays);
  return {
    confirmWithinSeconds: CONFIRM_WITHIN_SECONDS,
    confirmWithinFor: (host) => guards.get(host)?.confirmWithin ?? null,
  };
}
