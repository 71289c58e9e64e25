import { type Finding, findingKey } from '../checks/finding.ts';
import { hides, isOfAnswers } from '../checks/on-the-way.ts';
import { answerRank, isUnwell, whyWorse } from './compare-answers.ts';
import type { LookView } from './host-report.ts';

/**
 * Why the look after a change isn't better than the one before; empty when it is. Better means: every finding that the
 * plan answers is gone, no finding above a notice is new but what was hidden or as bad before, every check that answered
 * still does, every site answers no worse, and those of the cured findings were asked.
 */
export function whyNotBetter(answered: ReadonlySet<string>, before: LookView, after: LookView): readonly string[] {
  const had = new Set(before.findings.map(findingKey));
  const revealed = new Set(comeToLight(answered, before, after).map(findingKey));
  const cured = before.findings.filter((finding) => answered.has(findingKey(finding)));
  const repaired = new Set(cured.flatMap(({ sites }) => sites));
  const couldNotAsk = new Set(before.skipped.map(({ cause }) => cause));
  return [
    ...after.findings
      .map(findingKey)
      .filter((key) => answered.has(key))
      .map((key) => `${key} is still there`),
    ...after.findings
      .filter((finding) => finding.severity !== 'notice' && !wasAsBad(finding, before, after))
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
        repaired.has(site.site),
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
  const failed = new Set(before.sites.filter(isUnwell).map(({ site }) => site));
  const wasHidden = ({ cause, sites }: Finding): boolean =>
    sites.length > 0 &&
    sites.every((site) => failed.has(site) && cured.some((one) => one.sites.includes(site) && hides(one.cause, cause)));
  return after.findings.filter((finding) => {
    if (finding.severity === 'notice' || answered.has(findingKey(finding))) return false;
    const earlier = before.findings.find((each) => findingKey(each) === findingKey(finding));
    return earlier === undefined ? wasHidden(finding) : earlier.because.some((key) => answered.has(key));
  });
}

/** Whether a finding is no more than a site's bad answer, and each of its sites answered as badly before. */
const wasAsBad = ({ cause, sites }: Finding, before: LookView, after: LookView): boolean =>
  isOfAnswers(cause) &&
  sites.length > 0 &&
  sites.every((site) => {
    const [earlier, later] = [before, after].map((look) => look.sites.find((each) => each.site === site));
    return earlier && later && isUnwell(earlier) && answerRank(later) <= answerRank(earlier);
  });
