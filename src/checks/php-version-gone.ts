import { defineCheck } from './define-check.ts';
import { misaligned } from './misaligned.ts';
import { removedVersion } from './state/removed-version.ts';

/** nginx asks for PHP at the socket of a version that was on this host and is removed. */
export const phpVersionGone = defineCheck({
  cause: 'php-version-gone',
  station: 'address',
  level: 'approve',
  severity: 'critical',
  title: 'nginx asks for a PHP version that is no longer installed',
  reads: ['nginx', 'links', 'pools', 'sites', 'paths', 'unixListeners', 'tcpListeners', 'packaging'],
  // A host without any PHP-FPM has links all the same, and none of them leads anywhere.
  consults: ['fpm', 'processes', 'units', 'logLines', 'owners', 'accounts', 'changes', 'identity'],
  run: (facts) =>
    misaligned(facts, 'approve').flatMap(({ target, address, draft, meant }) => {
      const removed = removedVersion(target, facts.fpm ?? [], facts.packaging);
      if (removed === undefined) return [];
      const installed = (facts.fpm ?? []).map(({ version }) => version).join(', ') || 'none';
      const { source, line, text } = removed;
      return [
        {
          ...draft,
          message: `${draft.sites.join(', ')} asks for PHP at ${address}, and PHP ${removed.version} is no longer installed (installed: ${installed})${meant}`,
          evidence: [...draft.evidence.slice(0, 1), { source, line, text, at: null }, ...draft.evidence.slice(1)],
        },
      ];
    }),
});
