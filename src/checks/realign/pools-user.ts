import type { ReadableFacts } from '../../facts/known-facts.ts';
import { poolValue } from '../../facts/pools.ts';
import type { Pool, Site } from '../../facts/topology.ts';
import { pathOf } from '../state/listeners.ts';
import { clientNamed, closedFolder, ownershipLetsRead } from '../state/socket-access.ts';
import { allows, forbids, ifApproved, type Verdict } from './verdict.ts';

/** Whether the pool's user may read what the sites have it run, and whose those files are. */
export function poolsUser(
  sites: readonly Site[],
  pool: Pool,
  { paths, accounts }: Pick<ReadableFacts, 'paths'> & Partial<Pick<ReadableFacts, 'accounts'>>,
): Verdict {
  const name = poolValue(pool, 'user') ?? '';
  const client = clientNamed(name, accounts ?? []);
  const verdicts = sites.map(({ id, script }): Verdict => {
    if (script.state !== 'named') return ifApproved(`which files of ${id} PHP runs isn't told by nginx's files`);
    const file = pathOf({ kind: 'unix', path: script.path }, paths);
    const missing = file?.folders.find(({ exists }) => !exists);
    if (missing !== undefined) {
      return forbids(
        `nginx has PHP run ${script.path} for ${id}, and ${missing.path} isn't on this host: that PHP is in a container or on another machine`,
      );
    }
    if (file === undefined || client === null)
      return ifApproved(`whether ${name || 'the pool'} may read ${script.path} could not be asked`);
    const closed = closedFolder(client, file);
    if (closed !== undefined) {
      return forbids(
        `pool ${pool.name} runs as ${name}, which may not enter ${closed.path} (${closed.owner}:${closed.group} ${closed.mode}) of ${id}`,
      );
    }
    if (file.kind === 'missing')
      return ifApproved(`${script.path} isn't there, so that nobody can tell whose the files of ${id} are`);
    if (!ownershipLetsRead(client, file))
      return forbids(`pool ${pool.name} runs as ${name}, which may not read ${script.path} of ${id}`);
    if (file.owner !== 'root' && file.owner !== name) {
      return ifApproved(
        `${script.path} of ${id} belongs to ${file.owner ?? 'somebody'}, and pool ${pool.name} runs as ${name}`,
      );
    }
    return allows(`${name}, as which pool ${pool.name} runs, may read ${script.path}`);
  });
  return strictest(verdicts);
}

/** What forbids comes before what has to be approved, and that before the rest. */
function strictest(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find(({ kind }) => kind === 'forbids') ??
    verdicts.find((each) => each.kind === 'allows' && each.level === 'approve') ??
    verdicts[0] ??
    allows()
  );
}
