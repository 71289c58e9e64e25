import type { Address } from '../../formats/address.ts';
import type { FailedStart } from '../../facts/last-start.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Restriction } from '../../facts/sandbox.ts';
import type { Listener } from '../state/listeners.ts';

/** What a start failed of, by whose check tells it. */
export type StartReason = {
  /** Completes "its last start failed: …". */
  readonly says: string;
  /** What a person would do about it. */
  readonly cure: string;
} & (
  | { readonly cause: 'start-failed' }
  | { readonly cause: 'service-sandbox'; readonly path: string; readonly restriction: Restriction }
  | { readonly cause: 'bind-failed'; readonly address: Address | null; readonly holders: readonly Listener[] }
);

/** A reason; that it is gone; or null for none that can be told. */
export type Reason = StartReason | 'gone' | null;

/** What the last start of a unit failed of, as far as that is still so. */
export type StartFault = StartReason & { readonly start: FailedStart };

/** What a fault of a start is worked out from; what isn't known leaves it out. */
export type StartFacts = Partial<
  Pick<ReadableFacts, 'ownerSearch' | 'nginx' | 'fpm' | 'paths' | 'unixListeners' | 'tcpListeners'>
>;
