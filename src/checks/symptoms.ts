import { type Finding, findingKey } from './finding.ts';

/** Causes that only ever follow from another one, where another one is found that breaks one of their sites. */
const SYMPTOMS: ReadonlySet<string> = new Set(['no-live-upstreams', 'auth-subrequest-failed', 'expectation-missed']);

/** Causes that follow from one other of the whole host, which no remedy of theirs would cure. */
const FOLLOWS: Readonly<Record<string, string>> = { 'worker-connections': 'proxy-to-itself' };

/** Causes that follow from certain others which break the same site. */
const BEHIND: Readonly<Record<string, ReadonlySet<string>>> = {
  // An application's own error, from what of PHP's set-up, or of its folders, fails it.
  'php-fatal': new Set([
    'php-open-basedir',
    'php-startup-file',
    'stale-realpath',
    'app-folder-denied',
    'service-sandbox',
  ]),
  // A connection that is taken and dropped, from whoever takes it in the program's place, or before it is gone.
  'proxy-closed-early': new Set([
    'proxy-to-itself',
    'upstream-service-stopped',
    'apache-backend-down',
    'container-stopped',
    'start-failed',
    'route-dead',
    'wrong-protocol',
  ]),
};

/** Causes that come of having no worker, and that no remedy of theirs would cure where none can be started. */
const WANTS_WORKERS: ReadonlySet<string> = new Set([
  'upstream-timeout',
  'fpm-hung',
  'backlog-full',
  'workers-exhausted',
]);

/** Links each symptom to the findings that it follows from. */
export const linkSymptoms = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => {
    const follows = FOLLOWS[finding.cause];
    const root = findings.find(({ cause }) => cause === follows);
    if (root !== undefined) {
      const whyNoRemedy = `it would only be used up as well: ${root.cause} comes first`;
      return { ...finding, remedy: null, whyNoRemedy, because: [...finding.because, findingKey(root)] };
    }
    const others = BEHIND[finding.cause];
    if (others !== undefined) {
      const behind = findings.filter(
        ({ cause, severity, sites }) =>
          others.has(cause) && severity === 'critical' && sites.some((site) => finding.sites.includes(site)),
      );
      return { ...finding, because: [...finding.because, ...behind.map(findingKey)] };
    }
    const refused = WANTS_WORKERS.has(finding.cause)
      ? findings.find(
          ({ cause, sites }) => cause === 'fork-refused' && sites.some((site) => finding.sites.includes(site)),
        )
      : undefined;
    if (refused !== undefined) {
      const whyNoRemedy = 'no worker can be started before fork-refused is cured';
      return { ...finding, remedy: null, whyNoRemedy, because: [...finding.because, findingKey(refused)] };
    }
    if (!SYMPTOMS.has(finding.cause)) return finding;
    const roots = findings.filter(
      ({ cause, severity, sites }) =>
        !SYMPTOMS.has(cause) && severity !== 'notice' && sites.some((site) => finding.sites.includes(site)),
    );
    return { ...finding, because: [...finding.because, ...roots.map(findingKey)] };
  });
