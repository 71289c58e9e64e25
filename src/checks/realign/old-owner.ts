import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { OwnedAddress, Owner } from '../../facts/owners/owner.ts';
import { poolValue } from '../../facts/pools.ts';
import type { Link, Pool } from '../../facts/topology.ts';
import { showAddress } from '../evidence/show-address.ts';
import { pathOf } from '../state/listeners.ts';
import { allows, forbids, ifApproved, type Verdict } from './verdict.ts';

/** Whether the address that nginx asks is nobody's, by all that was searched: only then can it lead elsewhere. */
export function oldOwner(
  links: readonly Link[],
  pool: Pool,
  { owners, paths }: Partial<Pick<ReadableFacts, 'owners'>> & Pick<ReadableFacts, 'paths'>,
): Verdict {
  const address = links[0]?.target.address ?? null;
  if (address === null) return allows();
  const where = showAddress(address);
  const path = pathOf(address, paths);
  if (path?.kind === 'socket') {
    const by = path.owner === null ? '' : ` (${path.owner}:${path.group ?? '?'})`;
    return forbids(
      `the socket file ${path.path}${by} is there with nobody behind it: somebody listened there; find and start it`,
    );
  }
  const owned = owners?.find((each) => JSON.stringify(each.address) === JSON.stringify(address));
  if (owned === undefined) return forbids(`whose ${where} is could not be searched for`);
  return byOwner(owned, where, pool);
}

function byOwner({ owner, doubts }: OwnedAddress, where: string, pool: Pool): Verdict {
  switch (owner.kind) {
    case 'nobody':
      return allows(`${where} is nobody's; searched: ${owner.searched.join('; ')}`);
    case 'set-aside': {
      const { file, line } = owner.by;
      const same = owner.pool === pool.name && owner.user === (poolValue(pool, 'user') ?? '');
      if (!same || doubts.length > 0) {
        return forbids(
          `${file}:${line} sets pool ${owner.pool} (user ${owner.user || 'not said'}) at ${where}, and no PHP-FPM reads it: bring that pool back`,
        );
      }
      return ifApproved(
        `${file}:${line} has pool ${owner.pool} of user ${owner.user} at ${where}, and no PHP-FPM reads it`,
      );
    }
    case 'unknown':
      return forbids(`whose ${where} is isn't known: ${owner.why}`);
    case 'service':
    case 'container':
    case 'named':
    case 'supervised':
    case 'process':
    case 'pool':
    case 'elsewhere':
      return forbids(`${where} belongs to ${ownerText(owner)}: start that, or lead the site elsewhere by hand`);
  }
}

/** An owner in words. */
export function ownerText(owner: Owner): string {
  switch (owner.kind) {
    case 'pool':
      return `pool ${owner.pool}`;
    case 'service':
      return owner.by === null ? owner.unit : `${owner.unit} (${owner.by.file}:${owner.by.line})`;
    case 'container':
      return `container ${owner.name} of ${owner.engine}`;
    case 'named':
      return `what ${owner.by.file}:${owner.by.line} starts`;
    case 'supervised':
      return `${owner.supervisor.name ?? 'a program'} of ${owner.supervisor.kind} (${owner.by.file}:${owner.by.line})`;
    case 'set-aside':
      return `pool ${owner.pool} in ${owner.by.file}, which no PHP-FPM reads`;
    case 'process':
      return `process ${owner.pid} (${owner.command}) of ${owner.user}`;
    case 'elsewhere':
      return `another machine, ${owner.host}`;
    case 'nobody':
      return 'nobody';
    case 'unknown':
      return `somebody who isn't known (${owner.why})`;
  }
}
