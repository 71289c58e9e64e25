import type { Finding } from './finding.ts';
import { editsOrReloadsNginx } from './remedies/edits.ts';

/**
 * While nginx's own test fails, somebody is in the middle of something: no remedy of this host edits a file, nginx's or
 * PHP-FPM's, or makes nginx read its files. What only starts PHP-FPM goes on.
 */
export function holdEdits(findings: readonly Finding[], nginxUnit: string | null): readonly Finding[] {
  const invalid = findings.find(({ cause }) => cause === 'nginx-config-invalid');
  if (invalid === undefined) return findings;
  return findings.map((finding) =>
    finding.remedy !== null && editsOrReloadsNginx(finding.remedy, nginxUnit)
      ? { ...finding, remedy: null, whyNoRemedy: `nginx -t must pass first: ${invalid.message}` }
      : finding,
  );
}
