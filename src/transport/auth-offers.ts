import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ParsedKey } from 'ssh2';
import { err, ok, type Result } from '../base/result.ts';
import type { SshConnection } from '../inventory/inventory.ts';
import type { SessionError } from './session.ts';
import type { TransportOptions } from './transport-options.ts';

/** One thing to prove who we are with. */
export type AuthOffer =
  | { readonly kind: 'key'; readonly file: string; readonly key: ParsedKey }
  /** `only` limits the agent to these public keys. */
  | {
      readonly kind: 'agent';
      readonly socket: string;
      readonly only: readonly Buffer[] | null;
      readonly files: readonly string[];
    }
  | { readonly kind: 'password'; readonly password: string };

/** What to offer a host, in order, and which of the usual keys were left out because they are locked. */
export interface AuthOffers {
  readonly offers: readonly AuthOffer[];
  readonly lockedFiles: readonly string[];
}

/** Named key files alone; without any, the agent and OpenSSH's usual files; a password comes last. */
export async function gatherOffers(
  connection: Pick<SshConnection, 'keyFiles' | 'password'>,
  options: Sources,
): Promise<Result<AuthOffers, SessionError>> {
  const gathered =
    connection.keyFiles.length > 0 ? await namedKeys(connection.keyFiles, options) : await usualKeys(options);
  if (!gathered.ok || connection.password === null) return gathered;
  const { offers, lockedFiles } = gathered.value;
  return ok({ offers: [...offers, { kind: 'password', password: connection.password }], lockedFiles });
}

/** For a jump host, where ssh offers the agent and the usual files: the host's named keys, and then these. */
export async function gatherJumpOffers(
  keyFiles: readonly string[],
  sources: Sources,
): Promise<Result<AuthOffers, SessionError>> {
  const named = await namedKeys(keyFiles, sources);
  const usual = named.ok ? await usualKeys(sources) : named;
  if (!named.ok || !usual.ok) return usual;
  return ok({ offers: [...named.value.offers, ...usual.value.offers], lockedFiles: usual.value.lockedFiles });
}

type Sources = Pick<TransportOptions, 'keys' | 'agentSocket'>;

/** A named key must be usable; a locked one is asked of the agent by its public half before a person is. */
async function namedKeys(files: readonly string[], sources: Sources): Promise<Result<AuthOffers, SessionError>> {
  const offers: AuthOffer[] = [];
  for (const file of files) {
    const seen = await sources.keys.look(file);
    if (!seen.ok) return seen;
    const blob = seen.value?.kind === 'locked' ? seen.value.publicBlob : null;
    if (blob !== null && sources.agentSocket !== null && (await agentHolds(sources.agentSocket, blob))) {
      offers.push({ kind: 'agent', socket: sources.agentSocket, only: [blob], files: [file] });
      continue;
    }
    const key = await sources.keys.unlock(file);
    if (!key.ok) return key;
    offers.push({ kind: 'key', file, key: key.value });
  }
  return ok({ offers, lockedFiles: [] });
}

/** With an agent, locked files are left to it; without one, they are asked for. */
async function usualKeys({ keys, agentSocket }: Sources): Promise<Result<AuthOffers, SessionError>> {
  const offers: AuthOffer[] =
    agentSocket === null ? [] : [{ kind: 'agent', socket: agentSocket, only: null, files: [] }];
  const lockedFiles: string[] = [];
  for (const name of ['id_ed25519', 'id_ecdsa', 'id_rsa']) {
    const file = join(homedir(), '.ssh', name);
    const seen = await keys.look(file);
    if (!seen.ok || seen.value === null) continue;
    const key = seen.value.kind === 'ready' || agentSocket === null ? await keys.unlock(file) : err(null);
    if (key.ok) offers.push({ kind: 'key', file, key: key.value });
    else lockedFiles.push(file);
  }
  return ok({ offers, lockedFiles });
}

async function agentHolds(socket: string, blob: Buffer): Promise<boolean> {
  const { agentKeys } = await import('./ssh-agent.ts');
  return (await agentKeys(socket)).some((key) => key.equals(blob));
}
