import type { SiteView } from './host-report.ts';

/** How good an answer is: the lower the better. A redirect is as good as a page, and a refusal is somebody's own word. */
const RANKS = { served: 0, refused: 1, missing: 2, failing: 3, silent: 4 } as const;

/** The rank of what a site answered. */
export function answerRank({ status }: Pick<SiteView, 'status'>): number {
  if (status === null) return RANKS.silent;
  if (status >= 500) return RANKS.failing;
  if (status === 404) return RANKS.missing;
  return status >= 400 ? RANKS.refused : RANKS.served;
}

/** Whether a site's answer was one that nobody wants. */
export const isUnwell = (site: Pick<SiteView, 'status'>): boolean => answerRank(site) >= RANKS.failing;

/**
 * Why a site, asked the same again, answers worse than before; empty where it doesn't, or where nobody can tell. A 404 in
 * place of an error is the site's own affair, unless PHP can't see a script that is there; and a repaired site has to be asked.
 */
export function whyWorse(before: SiteView, after: SiteView | undefined, repaired: boolean): readonly string[] {
  if (after === undefined) return [`${before.site} is no longer configured`];
  if (after.url === '') {
    const missed = repaired && before.url !== '';
    return missed ? [`${before.site} could not be asked again${after.error === null ? '' : `: ${after.error}`}`] : [];
  }
  if (after.notJudged !== null) return [];
  const changed = `${before.site} answered ${showStatus(before)}, and now ${showStatus(after)}`;
  if (before.url !== '' && answerRank(after) > answerRank(before)) return [changed];
  return isUnwell(before) && after.scriptUnseen ? [`${changed}: PHP sees no script where it is told to look`] : [];
}

/** A site's answer as a person reads it: the status, or why there was none. */
const showStatus = ({ status, error }: Pick<SiteView, 'status' | 'error'>): string =>
  status === null ? (error ?? 'nothing') : String(status);
