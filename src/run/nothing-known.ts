import type { HostFacts } from '../facts/host-facts.ts';
import type { HostError } from './host-report.ts';

/** Why nothing can be said of a host: it told neither of nginx nor of PHP-FPM, though it answered. Null where it told. */
export function nothingKnown({ nginx, fpm }: Pick<HostFacts, 'nginx' | 'fpm'>): HostError | null {
  if (nginx.state !== 'unknown' || fpm.state !== 'unknown') return null;
  const why = [...new Set([nginx.why, fpm.why])].join('; ');
  const message = `the host told nothing of nginx or PHP-FPM that could be understood: ${why}`;
  return { reason: 'nothing-known', message, hint: 'suture facts HOST shows what it said' };
}
