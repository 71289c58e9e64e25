import { err, ok, type Result } from '../base/result.ts';
import type { JumpHost } from '../inventory/inventory.ts';
import { gatherJumpOffers } from './auth-offers.ts';
import type { JumpLink } from './jump-link.ts';
import { logIn } from './log-in.ts';
import type { SessionError } from './session.ts';
import { shareLink } from './share-link.ts';
import type { TransportOptions } from './transport-options.ts';
import { whereIs } from './wire.ts';

/** How long a failure stands for all hosts behind a jump host, each of which would otherwise wait for it anew. */
const FAILURE_STANDS_MS = 5_000;

/** The way through a chain of jump hosts, taken already; null where there is none. Whoever has it releases it. */
export async function throughJumps(
  jumps: readonly JumpHost[],
  options: TransportOptions,
): Promise<Result<JumpLink | null, SessionError>> {
  const last = jumps.at(-1);
  if (last === undefined) return ok(null);
  const { jumpLinks } = options;
  const id = JSON.stringify(jumps);
  const kept = jumpLinks.get(id);
  if (kept !== undefined) return taken(await kept);
  const forget = (): void => {
    if (jumpLinks.get(id) === opening) jumpLinks.delete(id);
  };
  const opening = openJump(last, jumps.slice(0, -1), options, forget);
  jumpLinks.set(id, opening);
  const opened = await opening;
  if (!opened.ok) setTimeout(forget, FAILURE_STANDS_MS).unref();
  return taken(opened);
}

function taken(opened: Result<JumpLink, SessionError>): Result<JumpLink, SessionError> {
  if (opened.ok) opened.value.take();
  return opened;
}

async function openJump(
  jump: JumpHost,
  before: readonly JumpHost[],
  options: TransportOptions,
  ended: () => void,
): Promise<Result<JumpLink, SessionError>> {
  const where = whereIs(jump);
  const name = `the jump host ${jump.user}@${where}`;
  const offers = await gatherJumpOffers(jump.keyFiles, options);
  if (!offers.ok) return offers;
  const way = await throughJumps(before, options);
  if (!way.ok) return way;
  const linked = await logIn({ ...jump, host: name }, way.value, offers.value, options);
  if (!linked.ok) {
    way.value?.release();
    return err(atJump(name, where, linked.error));
  }
  const link = shareLink(name, linked.value, () => {
    way.value?.release();
    ended();
  });
  return ok(link);
}

function atJump(name: string, where: string, error: SessionError): SessionError {
  const message = error.message.startsWith(`${where}: `) ? error.message.slice(where.length + 2) : error.message;
  return { ...error, message: `${name}: ${message}` };
}
