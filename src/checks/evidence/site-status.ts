import { type SiteStatus, wasAsked } from '../../facts/network.ts';
import type { Evidence } from '../finding.ts';

/**
 * Whether a site's answer is the fault that Suture is here for: a gateway's 502, 503 or 504, or no answer at all. One
 * that couldn't be asked isn't known to be broken.
 */
export const isBroken = (answer: SiteStatus): boolean => {
  const { status } = answer;
  return wasAsked(answer) && (status === null || (status >= 502 && status <= 504));
};

/** What a site answered on the host's own loopback. */
export const siteEvidence = ({ url, status, error }: SiteStatus): Evidence => ({
  source: `GET ${url}`,
  line: null,
  text: status === null ? `no answer${error === null ? '' : `: ${error}`}` : `HTTP ${status}`,
  at: null,
});
