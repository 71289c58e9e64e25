import type { RemedyLevel } from '../remedies/remedy.ts';

/** What a rule says of leading an address to a pool: that it must not be, with the reason as a sentence, or on what it may. */
export type Verdict =
  | { readonly kind: 'forbids'; readonly why: string }
  | { readonly kind: 'allows'; readonly level: RemedyLevel; readonly premise: string | null };

export const forbids = (why: string): Verdict => ({ kind: 'forbids', why });

export const allows = (premise: string | null = null): Verdict => ({ kind: 'allows', level: 'guarded', premise });

/** What a person has to say yes to, as it rests on what can't be told from the host. */
export const ifApproved = (premise: string): Verdict => ({ kind: 'allows', level: 'approve', premise });
