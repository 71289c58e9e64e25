import { err, ok, type Result } from '../base/result.ts';
import { allowedClients, isIn, meantClients } from '../checks/state/allowed-clients.ts';
import { aclOf, nginxClient, ownershipAllows, writtenOwnership } from '../checks/state/socket-access.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { Pool } from '../facts/topology.ts';
import type { Address } from '../formats/address.ts';

/** An option of a pool's section, and its value. */
export type Option = readonly [key: string, value: string];

/** The options that a pool lacks to let nginx in, and on TCP nobody else, where it is to listen; or why they can't be told. */
export function admittance(
  pool: Pool,
  to: Address,
  { processes, accounts }: Pick<ReadableFacts, 'processes' | 'accounts'>,
): Result<readonly Option[], string> {
  if (to.kind === 'tcp') {
    const allowed = allowedClients(pool);
    if (allowed !== null && isIn(allowed, to.host)) return ok([]);
    return ok([['listen.allowed_clients', [...meantClients(pool), to.host].join(',')]]);
  }
  const client = nginxClient(processes, accounts);
  if (client === null) return err('no nginx worker runs, so whom the socket must let in is not known');
  const acl = aclOf(pool);
  if (acl.set) {
    const isListed = acl.users.includes(client.user) || acl.groups.some((group) => client.groups.has(group));
    return ok(isListed ? [] : [['listen.acl_users', [...acl.users, client.user].join(',')]]);
  }
  const master = processes.find(({ pid }) => pid === pool.masterPid);
  if (ownershipAllows(client, writtenOwnership(pool, accounts, master?.user))) return ok([]);
  return ok([
    ['listen.owner', client.user],
    ['listen.group', client.group],
    ['listen.mode', '0660'],
  ]);
}
