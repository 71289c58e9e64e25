import type { Expected } from '../facts/expected.ts';
import { expectedUrl } from '../inventory/expectation.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence, Severity } from './finding.ts';

/** A request that the inventory wants asked wasn't answered as it says. */
export const expectationMissed = defineCheck({
  cause: 'expectation-missed',
  station: 'answer',
  level: 'manual',
  severity: 'critical',
  title: 'An answer is not what the inventory expects',
  reads: ['expected', 'sites'],
  run: (facts) =>
    facts.expected.flatMap((each): readonly (FindingDraft | Undecided)[] => {
      const asked = expectedUrl(each.expectation);
      if (each.url === '') return [{ undecided: `${asked} was not asked: ${each.error ?? 'nobody says why'}` }];
      const miss = missOf(each);
      if (miss === null) return [];
      const { statuses, contains } = each.expectation;
      const wanted = `${statuses.join(' or ')}${contains === null ? '' : ` with ${JSON.stringify(contains)}`}`;
      return [
        {
          severity: miss.severity,
          subject: asked,
          message: `${asked} ${miss.says}, and the inventory expects ${wanted}`,
          evidence: [
            siteEvidence({ ...each, site: each.site ?? '', elapsedMs: null }),
            ...(each.answer === undefined || each.answer.excerpt === '' ? [] : [wordsOf(each.answer.excerpt, asked)]),
          ],
          remedy: null,
          whyNoRemedy: 'what else is found may explain it; if nothing is, the expectation may be what has to change',
          sites: each.site === null ? [] : [each.site],
        },
      ];
    }),
});

interface Miss {
  readonly severity: Severity;
  readonly says: string;
}

/** An error or silence is an outage; another page than the expected one may be meant so. */
function missOf({ expectation, status, error, contains }: Expected): Miss | null {
  if (status === null) return { severity: 'critical', says: `gives no answer (${error ?? 'nobody says why'})` };
  if (!expectation.statuses.includes(status))
    return { severity: status >= 500 ? 'critical' : 'warning', says: `answers ${status}` };
  return contains === false ? { severity: 'warning', says: `answers ${status} without that text` } : null;
}

const wordsOf = (excerpt: string, url: string): Evidence => ({
  source: `GET ${url}`,
  line: null,
  text: `says: ${excerpt
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()}`,
  at: null,
});
