import { type Mistake, showMistake, UserError } from '../base/user-error.ts';
import type { Host } from '../inventory/inventory.ts';

/** Throws a UserError where vars of these hosts are in files that no password opens, each file once. */
export function refuseSealed(hosts: Iterable<Host>): void {
  const mistakes = new Map<string, Mistake>();
  for (const { sealed = [] } of hosts) for (const mistake of sealed) mistakes.set(showMistake(mistake), mistake);
  if (mistakes.size > 0) throw new UserError([...mistakes.values()]);
}
