import type { ReadableFacts } from '../facts/known-facts.ts';
import { type Unreached, unreachedOf } from '../facts/unreached.ts';
import type { TcpAddress } from '../formats/address.ts';
import { shellQuote } from '../formats/shell-quote.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { listenerEvidence, listenerName, targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { listenersAt, sameAddress } from './state/listeners.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';
import { type Barred, fateOf } from './state/packet-fate.ts';
import { numericHosts, packetsTo } from './state/packets-to.ts';

/** The kernel's rules for packets stop what nginx sends to an address, or what comes back from there. */
export const firewallBlocked = defineCheck({
  cause: 'firewall-blocked',
  station: 'door',
  level: 'manual',
  severity: 'critical',
  title: 'A firewall rule of this host stands between nginx and PHP-FPM',
  reads: ['sites', 'siteStatuses', 'paths', 'unixListeners', 'tcpListeners', 'resolvedNames', 'firewall'],
  consults: ['logLines', 'processes'],
  run: (facts) =>
    unreachedOf(facts).flatMap((way): readonly (FindingDraft | Undecided)[] => {
      const { address, own } = way;
      if (address.kind !== 'tcp') return [];
      const fates = numericHosts(address, own, facts).map((host) =>
        fateOf(packetsTo(host, address.port, own), facts.firewall.chains),
      );
      // nginx tries a name's other addresses as well.
      const barred = fates.filter((fate) => fate.kind !== 'passes');
      if (barred.length < fates.length) return [];
      const unsure = barred.find((fate) => fate.kind === 'unsure');
      const stopped = barred.find((fate) => fate.kind === 'stopped');
      if (unsure !== undefined) return [{ undecided: `whether ${ruleOf(unsure)} stops nginx isn't known` }];
      return stopped === undefined ? [] : [blocked(way, address, stopped, facts)];
    }),
});

function blocked(
  { targets, directive, own }: Unreached,
  address: TcpAddress,
  fate: Barred,
  facts: Pick<ReadableFacts, 'siteStatuses' | 'paths' | 'unixListeners' | 'tcpListeners'> &
    Partial<Pick<ReadableFacts, 'logLines' | 'processes'>>,
): FindingDraft {
  const { chain, rule } = fate;
  const where = showAddress(address);
  const [listener] = listenersAt(address, facts);
  const sites = [...new Set(targets.map(({ site }) => site))];
  const there = own ? `, where ${listenerName(listener)} listens` : '';
  const list =
    chain.tool === 'nft' ? `nft -a list chain ${chain.family} ${chain.table} ${chain.name}` : `${chain.tool}-save`;
  return {
    subject: where,
    message: `${ruleOf(fate)} stops what nginx sends to ${where}${there}`,
    evidence: [
      ...facts.siteStatuses
        .filter(({ site }) => sites.includes(site))
        .slice(0, 3)
        .map(siteEvidence),
      { source: list, line: null, text: rule?.text ?? `chain ${chain.name}: policy ${chain.policy}`, at: null },
      ...(own ? [listenerEvidence(where, listener)] : []),
      ...targets.slice(0, 3).map((target) => targetEvidence(target, directive)),
      ...linesOn(address, facts),
    ],
    remedy: null,
    whyNoRemedy: `a rule of the firewall is somebody's decision. Who made it can ${commandFor(fate, address, own)}; and must say so too where the rules are kept (/etc/nftables.conf, firewalld, ufw), or it comes back`,
    sites,
  };
}

/** The rule in its tool's words, or the policy that counts where no rule does. */
const ruleOf = ({ chain: { tool, table, name, policy }, rule }: Barred): string =>
  rule === null
    ? `the policy of chain ${name} in table ${table} (${policy} what no rule accepts)`
    : `the rule "${rule.text}" (${tool}, chain ${name} of table ${table})`;

/** The narrowest command that lets nginx through. */
function commandFor({ chain, rule }: Barred, { host, port }: TcpAddress, own: boolean): string {
  const { tool, family, table, name, hook } = chain;
  const incoming = hook === 'input' || hook === 'prerouting';
  const place = [family, table, name].map(shellQuote).join(' ');
  const other = table === 'filter' ? '' : `-t ${shellQuote(table)} `;
  if (rule !== null) {
    if (tool === 'nft') return `take it out: nft delete rule ${place} handle ${rule.handle ?? '?'}`;
    return `take it out: ${tool} ${other}${rule.text.replace(/^-A /, '-D ')}`;
  }
  const [nft, iptables] = own
    ? [`${incoming ? 'iif' : 'oif'} lo`, `${incoming ? '-i' : '-o'} lo`]
    : incoming
      ? ['ct state established', '-m conntrack --ctstate ESTABLISHED']
      : [`${family === 'ip6' ? 'ip6' : 'ip'} daddr ${host} tcp dport ${port}`, `-d ${host} -p tcp --dport ${port}`];
  return tool === 'nft'
    ? `let it pass: nft insert rule ${place} ${nft} accept`
    : `let it pass: ${tool} ${other}-I ${shellQuote(name)} ${iptables} -j ACCEPT`;
}

/** What connect() makes of a rule that rejects or drops: nginx sees a dropped one as a timeout. */
const BARRED = [1, 101, 110, 111, 113];

const linesOn = (
  address: TcpAddress,
  { logLines, processes, paths }: Pick<ReadableFacts, 'paths'> & Partial<Pick<ReadableFacts, 'logLines' | 'processes'>>,
): readonly Evidence[] =>
  logEvidence(logLines, {
    program: 'nginx',
    since: nginxLoadedAt(processes ?? []) ?? 0,
    matches: (line) => {
      const upstream = upstreamAddress(line);
      return BARRED.includes(line.errno ?? -1) && upstream !== null && sameAddress(address, upstream, paths);
    },
  });
