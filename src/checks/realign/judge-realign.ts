import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import type { RemedyLevel } from '../remedies/remedy.ts';
import { sitesOfLinks } from '../state/fpm-state.ts';
import { oldOwner } from './old-owner.ts';
import { poolsUser } from './pools-user.ts';
import { ifApproved, type Verdict } from './verdict.ts';
import { versionAsked } from './version-asked.ts';
import { workedBefore } from './worked-before.ts';

/** Facts that the rules read; what isn't there counts against realigning, or for a person's approval. */
export type RealignFacts = Pick<ReadableFacts, 'nginx' | 'fpm' | 'sites' | 'links' | 'pools' | 'paths'> &
  Partial<Pick<ReadableFacts, 'owners' | 'accounts' | 'logLines' | 'processes' | 'changes' | 'identity'>>;

/** How far realigning may go by itself and what it rests on, or why it must not be. */
export type Realign =
  | { readonly kind: 'forbidden'; readonly why: string }
  | { readonly kind: 'allowed'; readonly level: RemedyLevel; readonly premises: readonly string[] };

/** Judges whether what asks at these links' address may be led to a pool; `shared` are sites that the pool serves already. */
export function judgeRealign(
  links: readonly Link[],
  pool: Pool,
  shared: readonly string[],
  facts: RealignFacts,
): Realign {
  const ids = sitesOfLinks(links);
  const sites = facts.sites.filter(({ id }) => ids.includes(id));
  const verdicts = [
    oldOwner(links, pool, facts),
    poolsUser(sites, pool, facts),
    versionAsked(links, pool),
    workedBefore(links, pool, facts),
    ...(shared.length === 0
      ? []
      : [ifApproved(`pool ${pool.id} is the only one of this host, and serves ${shared.join(', ')}`)]),
  ];
  const reasons = verdicts.flatMap((verdict) => (verdict.kind === 'forbids' ? [verdict.why] : []));
  if (reasons.length > 0) return { kind: 'forbidden', why: reasons.join('; ') };
  return { kind: 'allowed', level: levelOf(verdicts), premises: verdicts.flatMap(premiseOf) };
}

const levelOf = (verdicts: readonly Verdict[]): RemedyLevel =>
  verdicts.some((verdict) => verdict.kind === 'allows' && verdict.level === 'approve') ? 'approve' : 'guarded';

const premiseOf = (verdict: Verdict): readonly string[] =>
  verdict.kind === 'allows' && verdict.premise !== null ? [verdict.premise] : [];
