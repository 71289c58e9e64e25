import { findingKey } from '../checks/finding.ts';
import type { LookView, SiteView } from './host-report.ts';

/**
 * Why the look after a change isn't better than the one before; empty when it is. Better means: every finding that the
 * plan answers is gone, no finding above a notice is new, every check that answered still does, every site answers no worse.
 */
export function whyNotBetter(answered: ReadonlySet<string>, before: LookView, after: LookView): readonly string[] {
  const had = new Set(before.findings.map(findingKey));
  const couldNotAsk = new Set(before.skipped.map(({ cause }) => cause));
  return [
    ...after.findings
      .map(findingKey)
      .filter((key) => answered.has(key))
      .map((key) => `${key} is still there`),
    ...after.findings
      .filter(({ severity }) => severity !== 'notice')
      .map(findingKey)
      .filter((key) => !had.has(key))
      .map((key) => `${key} is new`),
    ...after.skipped
      .filter(({ cause }) => !couldNotAsk.has(cause))
      .map(({ cause, why }) => `${cause} can't be checked any more: ${why}`),
    ...before.sites.flatMap((site) =>
      whyWorse(
        site,
        after.sites.find((each) => each.site === site.site),
      ),
    ),
  ];
}

function whyWorse(before: SiteView, after: SiteView | undefined): readonly string[] {
  if (after === undefined) return [`${before.site} is no longer configured`];
  if (rank(after) <= rank(before)) return [];
  return [`${before.site} answered ${showStatus(before)}, and now ${showStatus(after)}`];
}

/** The lower the better: an answer of the application, an error of the gateway, no answer at all. */
function rank({ status }: SiteView): number {
  if (status === null) return 2;
  return status >= 500 ? 1 : 0;
}

/** A site's answer as a person reads it: the status, or why there was none. */
const showStatus = ({ status, error }: Pick<SiteView, 'status' | 'error'>): string =>
  status === null ? (error ?? 'nothing') : String(status);
