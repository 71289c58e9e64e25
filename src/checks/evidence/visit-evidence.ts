import { visitsOf } from '../../facts/failed-pages.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { Evidence } from '../finding.ts';
import { showTime } from './evidence.ts';

type VisitFacts = Pick<ReadableFacts, 'sites'> & Partial<Pick<ReadableFacts, 'visitors' | 'nginx'>>;

/** What the access log tells of a site's visitors: how many failed, with which status, at which pages; none where it tells of none. */
export function visitEvidence({ visitors = [], sites, nginx }: VisitFacts, site: string): readonly Evidence[] {
  return visitsOf(visitors, sites, nginx ?? null)
    .filter((visits) => visits.site === site)
    .map(({ logs, requests, failed }) => {
      const count = failed.reduce((sum, each) => sum + each.count, 0);
      const pages = failed
        .slice(0, 3)
        .map(({ status, page, count: times }) => `${status} ${page ?? 'elsewhere'}${times > 1 ? ` ×${times}` : ''}`);
      return {
        source: logs.join(', '),
        line: null,
        text: `${count} of ${requests} requests failed: ${pages.join(', ')}`,
        at: showTime(Math.max(...failed.map(({ last }) => last))),
        firstAt: showTime(Math.min(...failed.map(({ first }) => first))),
      };
    });
}

/** How many requests the access logs of a site have; null where none tells. */
export function requestsOf({ visitors = [] }: Partial<Pick<ReadableFacts, 'visitors'>>, site: string): number | null {
  const logs = visitors.filter(({ sites }) => sites.includes(site));
  return logs.length === 0 ? null : logs.reduce((sum, { requests }) => sum + requests, 0);
}
