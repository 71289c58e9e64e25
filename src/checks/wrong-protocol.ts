import type { ReadableFacts } from '../facts/known-facts.ts';
import type { FastcgiTarget, Link } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { listenerEvidence, listenerName, optionEvidence, targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { listenersAt, sameAddress } from './state/listeners.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';
import { poolOption } from '../facts/pools.ts';

/** nginx speaks FastCGI to a program that answers in HTTP, or HTTP to PHP-FPM. */
export const wrongProtocol = defineCheck({
  cause: 'wrong-protocol',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'nginx and the program behind it do not speak the same protocol',
  reads: ['sites', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners', 'siteStatuses', 'logLines'],
  consults: ['processes'],
  run: (facts) => [...toHttp(facts), ...toFpm(facts)],
});

type Facts = Pick<
  ReadableFacts,
  'sites' | 'links' | 'pools' | 'paths' | 'unixListeners' | 'tcpListeners' | 'siteStatuses' | 'logLines'
> &
  Partial<Pick<ReadableFacts, 'processes'>>;

/** nginx's own words tell that whoever listens isn't FastCGI; nginx itself never is. */
function toHttp(facts: Facts): readonly FindingDraft[] {
  return bySource(facts.links).flatMap(([link, ...others]) => {
    const { target, pools, listening } = link;
    const { address } = target;
    if (address === null || !listening || pools.length > 0) return [];
    const sites = [...new Set([link, ...others].map((each) => each.target.site))];
    const answers = facts.siteStatuses.filter((status) => sites.includes(status.site) && isBroken(status));
    const [listener] = listenersAt(address, facts);
    const lines = linesOn(target, facts, /unsupported FastCGI protocol version/);
    if (answers.length === 0 || (lines.length === 0 && listener?.process !== 'nginx')) return [];
    const where = showAddress(address);
    const who = listenerName(listener);
    return [
      {
        subject: subjectOf(target),
        message: `${sites.join(', ')} speaks FastCGI to ${where}, where ${who} listens, and that is no FastCGI server`,
        evidence: [
          targetEvidence(target),
          listenerEvidence(where, listener),
          ...answers.slice(0, 2).map(siteEvidence),
          ...lines,
        ],
        remedy: null,
        whyNoRemedy: `what was meant isn't told: another address for PHP, or proxy_pass for ${who}`,
        sites,
      },
    ];
  });
}

function toFpm(facts: Facts): readonly FindingDraft[] {
  return facts.sites.flatMap((site) =>
    site.proxies.flatMap((target): readonly FindingDraft[] => {
      const { address } = target;
      if (address === null) return [];
      const pool = facts.pools.find(({ listen }) => listen !== null && sameAddress(listen, address, facts.paths));
      const [listener] = listenersAt(address, facts);
      if (pool === undefined || pool.masterPid === null || listener === undefined) return [];
      const answer = facts.siteStatuses.find((status) => status.site === site.id);
      const broken = answer !== undefined && isBroken(answer);
      const where = showAddress(address);
      const listen = poolOption(pool, 'listen');
      return [
        {
          severity: broken ? 'critical' : 'warning',
          subject: subjectOf(target),
          message: `${site.id} speaks HTTP to ${where}, where pool ${pool.name} of PHP-FPM listens, which understands only FastCGI`,
          evidence: [
            { ...targetEvidence(target), text: `proxy_pass to ${target.source.text}` },
            ...(listen === undefined ? [] : [optionEvidence(listen)]),
            ...(answer === undefined ? [] : [siteEvidence(answer)]),
            ...linesOn(target, facts, /./),
          ],
          remedy: null,
          whyNoRemedy: 'fastcgi_pass needs parameters of its own, and only who wrote proxy_pass knows what was meant',
          sites: [site.id],
        },
      ];
    }),
  );
}

function bySource(links: readonly Link[]): readonly (readonly [Link, ...Link[]])[] {
  const groups = new Map<string, [Link, ...Link[]]>();
  for (const link of links) {
    const key = subjectOf(link.target);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [link]);
    else group.push(link);
  }
  return [...groups.values()];
}

const subjectOf = ({ source }: FastcgiTarget): string => `${source.file}:${source.line}:${source.column}`;

const linesOn = ({ address }: FastcgiTarget, facts: Facts, words: RegExp): readonly Evidence[] =>
  logEvidence(facts.logLines, {
    program: 'nginx',
    since: nginxLoadedAt(facts.processes ?? []) ?? 0,
    matches: (line) => {
      const upstream = upstreamAddress(line);
      return (
        upstream !== null && address !== null && words.test(line.message) && sameAddress(address, upstream, facts.paths)
      );
    },
  });
