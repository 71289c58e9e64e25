import type { Finding, Remedy } from './finding.ts';

/** A finding's remedy, unless something forbids it; `why` is empty where nothing does. */
export const remedyOr = (why: string, remedy: () => Remedy): Pick<Finding, 'remedy' | 'whyNoRemedy'> =>
  why === '' ? { remedy: remedy(), whyNoRemedy: '' } : { remedy: null, whyNoRemedy: why };
