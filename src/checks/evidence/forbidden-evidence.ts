import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Evidence } from '../finding.ts';
import type { Forbidden } from '../state/forbidden.ts';
import { pathOf, sameAddress } from '../state/listeners.ts';
import { nginxLoadedAt } from '../state/nginx-state.ts';
import { pathEvidence, targetEvidence } from './evidence.ts';
import { logEvidence, upstreamAddress } from './log-evidence.ts';
import { siteEvidence } from './site-status.ts';

/** As whom nginx knocks, what it meets by plain permissions, what the site answers, and nginx's own complaints. */
export function forbiddenEvidence(
  { way: { address, targets, directive }, worker, label }: Forbidden,
  facts: Pick<ReadableFacts, 'siteStatuses' | 'paths' | 'processes'> & Partial<Pick<ReadableFacts, 'logLines'>>,
): readonly Evidence[] {
  const path = pathOf(address, facts.paths);
  const sites = targets.map(({ site }) => site);
  return [
    ...(label === '' ? [] : [{ source: `/proc/${worker.pid}/attr/current`, line: null, text: label, at: null }]),
    ...(path === undefined ? [] : [pathEvidence(path)]),
    ...targets.slice(0, 2).map((target) => targetEvidence(target, directive)),
    ...facts.siteStatuses
      .filter(({ site }) => sites.includes(site))
      .slice(0, 2)
      .map(siteEvidence),
    ...logEvidence(facts.logLines, {
      program: 'nginx',
      since: nginxLoadedAt(facts.processes) ?? 0,
      matches: (line) => {
        const upstream = line.errno === 13 ? upstreamAddress(line) : null;
        return upstream !== null && sameAddress(address, upstream, facts.paths);
      },
    }),
  ];
}
