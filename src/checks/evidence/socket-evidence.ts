import { poolOption } from '../../facts/pools.ts';
import type { Evidence } from '../finding.ts';
import type { DeniedSocket } from '../state/denied-sockets.ts';
import { optionEvidence, pathEvidence, poolEvidence } from './evidence.ts';

const KEYS = {
  owner: ['listen.owner', 'listen.group', 'listen.mode'],
  acl: ['listen.acl_users', 'listen.acl_groups'],
} as const;

/** What the socket is, who knocks, and the lines of the pool's section that rule it. */
export function socketEvidence({ pool, path, client, ruledBy }: DeniedSocket): readonly Evidence[] {
  const options = KEYS[ruledBy].map((key) => poolOption(pool, key)).filter((option) => option !== undefined);
  const written =
    options.length > 0 ? options.map(optionEvidence) : [poolEvidence(pool, 'says nothing of listen.owner')];
  const groups = [...client.groups].slice(0, 8).join(', ');
  const worker = `nginx's worker runs as ${client.user}, in the groups ${groups}`;
  return [pathEvidence(path), { source: `/proc/${client.pid}`, line: null, text: worker, at: null }, ...written];
}

/** `root:root 0660`, for a message. */
export const showOwnership = ({ owner, group, mode }: Pick<DeniedSocket['path'], 'owner' | 'group' | 'mode'>): string =>
  `${owner ?? '?'}:${group ?? '?'} ${mode ?? '?'}`;
