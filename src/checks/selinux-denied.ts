import type { Confinement } from '../facts/confinement.ts';
import type { Address } from '../formats/address.ts';
import type { Denial } from '../formats/logs/denial.ts';
import { shellQuote } from '../formats/shell-quote.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { denialEvidence } from './evidence/denial-evidence.ts';
import { forbiddenEvidence } from './evidence/forbidden-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { type Forbidden, forbiddenWays } from './state/forbidden.ts';

/** SELinux enforces a policy that lets nginx not connect to an address, though owner and mode do. */
export const selinuxDenied = defineCheck({
  cause: 'selinux-denied',
  station: 'door',
  level: 'manual',
  severity: 'critical',
  title: 'SELinux keeps nginx from PHP-FPM',
  reads: ['identity', 'sites', 'siteStatuses', 'paths', 'unixListeners', 'tcpListeners', 'processes', 'confinement'],
  consults: ['logLines'],
  run: (facts) =>
    facts.confinement.selinux !== 'enforcing'
      ? []
      : forbiddenWays('selinux', facts)
          .filter(({ denials, label }) => denials.length > 0 || isConfined(label))
          .map((forbidden): FindingDraft => {
            const { way, label, denials } = forbidden;
            const where = showAddress(way.address);
            const denial = denials.at(-1);
            const domain = typeOf(denial?.subject ?? label);
            return {
              subject: where,
              message: `SELinux keeps nginx (${domain}) from ${where}${deniedWhat(forbidden, facts.confinement)}`,
              evidence: [
                { source: '/sys/fs/selinux/enforce', line: null, text: '1 (enforcing)', at: null },
                ...denialEvidence(denials),
                ...forbiddenEvidence(forbidden, facts),
                ...fileLabel(way.address, facts.confinement).map((text) => ({
                  source: `ls -Z ${where.replace(/^unix:/, '')}`,
                  line: null,
                  text,
                  at: null,
                })),
              ],
              remedy: null,
              whyNoRemedy: `what SELinux allows is somebody's policy. ${advice(denial, way.address)}; setenforce 0 would open everything to everybody`,
              sites: [...new Set(way.targets.map(({ site }) => site))],
            };
          }),
});

/** The type in `system_u:system_r:httpd_t:s0`. */
const typeOf = (context: string): string =>
  context.split(':')[2] ?? (context === '' ? 'its domain is not known' : context);

/** Programs without a policy of their own run in a domain that may do anything. */
const isConfined = (label: string): boolean =>
  label.includes(':') && !/^(?:unconfined|initrc|kernel)/.test(typeOf(label));

const fileLabel = (address: Address, { files }: Confinement): readonly string[] =>
  address.kind === 'unix' ? files.filter(({ path }) => path === address.path).map(({ label }) => label) : [];

function deniedWhat({ denials, way }: Forbidden, confinement: Confinement): string {
  const denial = denials.at(-1);
  if (denial !== undefined) return `: ${denial.what} of ${denial.kind} ${typeOf(denial.object)} is denied`;
  const [label] = fileLabel(way.address, confinement);
  const labelled = label === undefined ? '' : `, which is labelled ${typeOf(label)}`;
  return `${labelled}: owner and mode let nginx in, and its connect() was denied all the same (the policy keeps this denial to itself: semodule -DB shows it)`;
}

/** The narrow command, by what was denied. Source: httpd_selinux(8). */
function advice(denial: Denial | undefined, address: Address): string {
  if (address.kind === 'tcp') {
    return denial !== undefined && typeOf(denial.object) === 'http_port_t'
      ? 'Who keeps it can let nginx relay to web ports: setsebool -P httpd_can_network_relay on; or have PHP-FPM listen on a unix socket, which needs no boolean'
      : `Who keeps it can call the port a web port (semanage port -a -t http_port_t -p tcp ${address.port}; setsebool -P httpd_can_network_relay on), or let nginx connect anywhere: setsebool -P httpd_can_network_connect on`;
  }
  if (denial?.kind === 'unix_stream_socket') {
    return `Who listens there runs as ${typeOf(denial.object)}, not as httpd_t: its program lacks the label httpd_exec_t (semanage fcontext -a -t httpd_exec_t PROGRAM; restorecon -v PROGRAM), and must be restarted by its unit then`;
  }
  const folder = address.path.replace(/\/[^/]*$/, '');
  return `The label of the socket or its folder is not one for web servers: restorecon -Rv ${shellQuote(folder)} where the policy knows it, else semanage fcontext -a -t httpd_var_run_t ${shellQuote(`${folder}(/.*)?`)} first; then restart PHP-FPM`;
}
