import type { Finding } from './finding.ts';
import { touchesNginx } from './remedies.ts';

/** While nginx's own test fails, no remedy of this host may edit nginx's files or make nginx read them. */
export function holdNginx(findings: readonly Finding[], nginxUnit: string | null): readonly Finding[] {
  const invalid = findings.find(({ cause }) => cause === 'nginx-config-invalid');
  if (invalid === undefined) return findings;
  return findings.map((finding) =>
    finding.remedy !== null && touchesNginx(finding.remedy, nginxUnit)
      ? { ...finding, remedy: null, whyNoRemedy: `nginx -t must pass first: ${invalid.message}` }
      : finding,
  );
}
