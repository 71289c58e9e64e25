import { type Answer, type SiteStatus, wasAsked } from '../../facts/network.ts';
import type { Evidence } from '../finding.ts';

/** Whether an answer came that says what visitors get. */
export const isJudged = (status: SiteStatus): boolean => wasAsked(status) && status.unlikeVisitors === undefined;

/**
 * Whether a site's answer is the fault that Suture is here for: a gateway's 502, 503 or 504, no answer at all, or one that
 * broke off. One that couldn't be asked as a visitor asks isn't known to be broken.
 */
export const isBroken = (status: SiteStatus): boolean => {
  const { status: code, answer } = status;
  return isJudged(status) && (code === null || (code >= 502 && code <= 504) || (answer?.cutShort ?? null) !== null);
};

/** What a site answered on the host's own loopback, and what else its answer told that says who made it. */
export const siteEvidence = ({ url, status, error, answer }: SiteStatus): Evidence => ({
  source: `GET ${url}`,
  line: null,
  text:
    status === null
      ? `no answer${error === null ? '' : `: ${error}`}`
      : [`HTTP ${status}`, ...(answer ? tellsOf(answer) : [])].join(', '),
  at: null,
});

const tellsOf = ({ cutShort, body, location, retryAfter, cache }: Answer): readonly string[] => [
  ...(location === null ? [] : [`Location: ${location}`]),
  ...(retryAfter === null ? [] : [`Retry-After: ${retryAfter}`]),
  ...(cache === null ? [] : [cache]),
  ...(body === 'php-source' ? ['the source of a script'] : []),
  ...(cutShort === null ? [] : [`cut short (${cutShort})`]),
];
