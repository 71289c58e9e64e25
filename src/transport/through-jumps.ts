import { err, ok, type Result } from '../base/result.ts';
import type { JumpHost } from '../inventory/inventory.ts';
import { gatherJumpOffers } from './auth-offers.ts';
import type { JumpLink } from './jump-link.ts';
import { atJump, jumpName } from './jump-name.ts';
import { logIn } from './log-in.ts';
import type { SessionError } from './session.ts';
import { shareLink } from './share-link.ts';
import { shared } from './sharing.ts';
import type { TransportOptions } from './transport-options.ts';

/** The way through a chain of jump hosts, taken already; null where there is none. Whoever has it releases it. */
export async function throughJumps(
  jumps: readonly JumpHost[],
  options: TransportOptions,
): Promise<Result<JumpLink | null, SessionError>> {
  const last = jumps.at(-1);
  if (last === undefined) return ok(null);
  return shared(options.jumpLinks, JSON.stringify(jumps), (ended) =>
    openJump(last, jumps.slice(0, -1), options, ended),
  );
}

async function openJump(
  jump: JumpHost,
  before: readonly JumpHost[],
  options: TransportOptions,
  ended: () => void,
): Promise<Result<JumpLink, SessionError>> {
  const name = jumpName(jump);
  const offers = await gatherJumpOffers(jump.keyFiles, options);
  if (!offers.ok) return offers;
  const way = await throughJumps(before, options);
  if (!way.ok) return way;
  const linked = await logIn({ ...jump, host: name }, way.value, offers.value, options);
  if (!linked.ok) {
    way.value?.release();
    return err(atJump(jump, linked.error));
  }
  const link = shareLink(name, linked.value, () => {
    way.value?.release();
    ended();
  });
  return ok(link);
}
