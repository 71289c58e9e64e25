import { defineCheck } from './define-check.ts';
import { misaligned } from './misaligned.ts';
import { removedVersion } from './state/removed-version.ts';

/** nginx is told to look for PHP-FPM where no pool listens, by file or in fact. */
export const upstreamMismatch = defineCheck({
  cause: 'upstream-mismatch',
  station: 'address',
  level: 'guarded',
  severity: 'critical',
  title: 'nginx and PHP-FPM do not agree on the address',
  reads: ['nginx', 'links', 'pools', 'sites', 'paths', 'unixListeners', 'tcpListeners'],
  // A host without any PHP-FPM has links all the same, and none of them leads anywhere.
  consults: ['fpm', 'processes', 'units', 'logLines', 'packaging', 'owners', 'accounts', 'changes', 'identity'],
  run: (facts) =>
    misaligned(facts, 'guarded')
      .filter(({ target }) => removedVersion(target, facts.fpm ?? [], facts.packaging) === undefined)
      .map(({ draft }) => draft),
});
