import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Address } from '../../formats/address.ts';
import type { Evidence } from '../finding.ts';
import { sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { logEvidence, upstreamAddress } from './log-evidence.ts';

/** nginx's complaints of an address, with one of these errno values, since it last read its configuration. */
export const addressLines = (
  address: Address,
  { logLines, processes, paths = [] }: Partial<Pick<ReadableFacts, 'logLines' | 'processes' | 'paths'>>,
  errnos: readonly number[],
): readonly Evidence[] =>
  logEvidence(logLines, {
    program: 'nginx',
    since: nginxLoadedAt(processes ?? []) ?? 0,
    matches: (line) => {
      const upstream = errnos.includes(line.errno ?? -1) ? upstreamAddress(line) : null;
      return upstream !== null && sameAddress(address, upstream, paths);
    },
  });
