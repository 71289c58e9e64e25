import { type Finding, findingKey } from './finding.ts';

/** Causes that only ever follow from another one, where another one is found. */
const SYMPTOMS: ReadonlySet<string> = new Set(['no-live-upstreams']);

/** Links each symptom to the other findings that break one of its sites. */
export const linkSymptoms = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => {
    if (!SYMPTOMS.has(finding.cause)) return finding;
    const roots = findings.filter(
      ({ cause, severity, sites }) =>
        !SYMPTOMS.has(cause) && severity !== 'notice' && sites.some((site) => finding.sites.includes(site)),
    );
    return { ...finding, because: [...finding.because, ...roots.map(findingKey)] };
  });
