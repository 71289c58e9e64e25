import type { Denial } from '../formats/logs/denial.ts';
import type { Address } from '../formats/address.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { denialEvidence } from './evidence/denial-evidence.ts';
import { forbiddenEvidence } from './evidence/forbidden-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { forbiddenWays } from './state/forbidden.ts';

/** An AppArmor profile that is enforced lets nginx not connect to an address, though owner and mode do. */
export const apparmorDenied = defineCheck({
  cause: 'apparmor-denied',
  station: 'door',
  level: 'manual',
  severity: 'critical',
  title: 'AppArmor keeps nginx from PHP-FPM',
  reads: ['identity', 'sites', 'siteStatuses', 'paths', 'unixListeners', 'tcpListeners', 'processes', 'confinement'],
  consults: ['logLines'],
  run: (facts) =>
    !facts.confinement.apparmor
      ? []
      : forbiddenWays('apparmor', facts)
          // A profile that was taken away or only complains since denies nothing any more.
          .filter(({ label, denials }) => (label === '' ? denials.length > 0 : label.endsWith('(enforce)')))
          .map((forbidden): FindingDraft => {
            const { way, label, denials } = forbidden;
            const where = showAddress(way.address);
            const denial = denials.at(-1);
            const profile = denial?.subject ?? label.replace(/ \(enforce\)$/, '');
            const silent =
              denial === undefined
                ? ': owner and mode let nginx in, and its connect() was denied all the same (a deny rule is not logged)'
                : `: ${denial.what} is denied`;
            return {
              subject: where,
              message: `AppArmor's profile ${profile} keeps nginx from ${where}${silent}`,
              evidence: [...denialEvidence(denials), ...forbiddenEvidence(forbidden, facts)],
              remedy: null,
              whyNoRemedy: `what a profile allows is somebody's policy. Who keeps it can add "${ruleFor(way.address, denial)}" to it (/etc/apparmor.d, for a packaged profile in local/), and load it: apparmor_parser -r FILE`,
              sites: [...new Set(way.targets.map(({ site }) => site))],
            };
          }),
});

/** The narrowest rule that opens the way. Source: apparmor.d(5). */
const ruleFor = (address: Address, denial: Denial | undefined): string =>
  address.kind === 'unix'
    ? `${denial?.name?.startsWith('/') === true ? denial.name : address.path} rw,`
    : `network ${denial?.kind === 'inet6' || address.host.includes(':') ? 'inet6' : 'inet'} stream,`;
