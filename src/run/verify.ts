import { type Finding, findingKey } from '../checks/finding.ts';
import { hides } from '../checks/on-the-way.ts';
import type { LookView, SiteView } from './host-report.ts';

/**
 * Why the look after a change isn't better than the one before; empty when it is. Better means: every finding that the
 * plan answers is gone, no finding above a notice is new but what was hidden, every check that answered still does, every
 * site answers no worse.
 */
export function whyNotBetter(answered: ReadonlySet<string>, before: LookView, after: LookView): readonly string[] {
  const had = new Set(before.findings.map(findingKey));
  const revealed = new Set(comeToLight(answered, before, after).map(findingKey));
  const couldNotAsk = new Set(before.skipped.map(({ cause }) => cause));
  return [
    ...after.findings
      .map(findingKey)
      .filter((key) => answered.has(key))
      .map((key) => `${key} is still there`),
    ...after.findings
      .filter(({ severity }) => severity !== 'notice')
      .map(findingKey)
      .filter((key) => !had.has(key) && !revealed.has(key))
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

/**
 * The findings of the second look that the cured ones had hidden: new ones further along the way of requests that failed
 * before, and those that were taken for a symptom of what is cured.
 */
export function comeToLight(answered: ReadonlySet<string>, before: LookView, after: LookView): readonly Finding[] {
  const cured = before.findings.filter((finding) => answered.has(findingKey(finding)));
  const failed = new Set(before.sites.filter((site) => rank(site) > 0).map(({ site }) => site));
  const wasHidden = ({ cause, sites }: Finding): boolean =>
    sites.length > 0 &&
    sites.every((site) => failed.has(site) && cured.some((one) => one.sites.includes(site) && hides(one.cause, cause)));
  return after.findings.filter((finding) => {
    if (finding.severity === 'notice' || answered.has(findingKey(finding))) return false;
    const earlier = before.findings.find((each) => findingKey(each) === findingKey(finding));
    return earlier === undefined ? wasHidden(finding) : earlier.because.some((key) => answered.has(key));
  });
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
