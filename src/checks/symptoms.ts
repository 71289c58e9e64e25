import { type Finding, findingKey } from './finding.ts';

/** Causes that only ever follow from another one, where another one is found that breaks one of their sites. */
const SYMPTOMS: ReadonlySet<string> = new Set(['no-live-upstreams', 'auth-subrequest-failed', 'expectation-missed']);

/** Causes that follow from one other of the whole host, which no remedy of theirs would cure. */
const FOLLOWS: Readonly<Record<string, string>> = { 'worker-connections': 'proxy-to-itself' };

/** Links each symptom to the findings that it follows from. */
export const linkSymptoms = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => {
    const follows = FOLLOWS[finding.cause];
    const root = findings.find(({ cause }) => cause === follows);
    if (root !== undefined) {
      const whyNoRemedy = `it would only be used up as well: ${root.cause} comes first`;
      return { ...finding, remedy: null, whyNoRemedy, because: [...finding.because, findingKey(root)] };
    }
    if (!SYMPTOMS.has(finding.cause)) return finding;
    const roots = findings.filter(
      ({ cause, severity, sites }) =>
        !SYMPTOMS.has(cause) && severity !== 'notice' && sites.some((site) => finding.sites.includes(site)),
    );
    return { ...finding, because: [...finding.because, ...roots.map(findingKey)] };
  });
