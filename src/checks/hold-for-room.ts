import type { Fact } from '../facts/fact.ts';
import type { Limits } from '../facts/limits.ts';
import { type Finding, findingKey } from './finding.ts';
import { fullForBackups } from './state/full-mounts.ts';

/** What may only follow from it that a program can't write. */
const FOLLOWS: ReadonlySet<string> = new Set(['stale-socket', 'start-limit-hit', 'fpm-stopped', 'nginx-stopped']);

/**
 * While a file system is full that nginx or PHP-FPM fails for, or that backups would go to, no remedy of the host is
 * applied: it could fail half done, or could not be taken back.
 */
export function holdForRoom(findings: readonly Finding[], limits: Fact<Limits>): readonly Finding[] {
  const full = findings.find(({ cause, severity }) => cause === 'disk-full' && severity === 'critical');
  const backups = limits.state === 'known' ? fullForBackups(limits.value) : undefined;
  const where = full?.subject ?? backups?.at;
  if (where === undefined) return findings;
  const whyNoRemedy = `${where} is full: nothing is changed on this host before it has room`;
  return findings.map((finding) => {
    const follows = full !== undefined && finding !== full && (FOLLOWS.has(finding.cause) || saysSo(finding));
    const because = follows ? [...finding.because, findingKey(full)] : finding.because;
    return finding.remedy === null ? { ...finding, because } : { ...finding, because, remedy: null, whyNoRemedy };
  });
}

const saysSo = ({ evidence }: Finding): boolean =>
  evidence.some(({ text }) => text.includes('No space left on device'));
