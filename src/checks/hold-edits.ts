import type { Finding } from './finding.ts';
import { editsOrReloadsNginx } from './remedies/edits.ts';

/**
 * While nginx's own test fails, somebody is in the middle of something, and where not all of its files were read, nobody
 * knows what an edit would come to: no remedy of this host edits a file, nginx's or PHP-FPM's, or makes nginx read its
 * files. What only starts PHP-FPM goes on.
 */
export function holdEdits(
  findings: readonly Finding[],
  nginxUnit: string | null,
  gaps: readonly string[],
): readonly Finding[] {
  const invalid = findings.find(
    ({ cause, subject }) =>
      cause === 'nginx-config-invalid' || (cause === 'start-failed' && nginxUnit !== null && subject === nginxUnit),
  );
  const why =
    invalid !== undefined
      ? `nginx -t must pass first: ${invalid.message}`
      : gaps[0] && `not all of the configuration is known: ${gaps[0]}`;
  if (why === undefined) return findings;
  return findings.map((finding) =>
    finding.remedy !== null && editsOrReloadsNginx(finding.remedy, nginxUnit)
      ? { ...finding, remedy: null, whyNoRemedy: why }
      : finding,
  );
}
