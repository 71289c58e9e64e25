import { err, ok, type Result } from '../base/result.ts';
import type { FactName, ReadableFacts } from '../facts/known-facts.ts';
import { readable } from '../facts/readable.ts';
import type { World } from '../plan/world.ts';

/** The facts of these names, all known; or why they aren't. */
export function factsNeeded<Name extends FactName>(
  { facts }: World,
  names: readonly Name[],
): Result<Pick<ReadableFacts, Name>, string> {
  const host = readable(facts);
  const values: Partial<Record<FactName, unknown>> = {};
  const reasons: string[] = [];
  for (const name of names) {
    const fact = host[name];
    if (fact.state === 'known') values[name] = fact.value;
    else reasons.push(fact.why);
  }
  if (reasons.length > 0) return err([...new Set(reasons)].join('; '));
  return ok(values as unknown as Pick<ReadableFacts, Name>);
}
