import { chosenServer } from '../facts/chosen-server.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { isLoopback } from '../facts/same-host.ts';
import { serversOf } from '../facts/servers.ts';
import type { FastcgiTarget, Site } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { directiveEvidence, targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { directivesWhere } from './state/directives-where.ts';
import { sameAddress } from './state/listeners.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';
import { answersOf } from '../facts/site-answers.ts';

/** A site hands its requests on to its own address: nginx asks itself, until no connection is left. */
export const proxyToItself = defineCheck({
  cause: 'proxy-to-itself',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'A site proxies to itself',
  reads: ['nginx', 'sites', 'siteStatuses', 'logLines'],
  consults: ['routeStatuses', 'processes', 'paths'],
  run: (facts) => {
    const since = nginxLoadedAt(facts.processes ?? []) ?? 0;
    const lines = facts.logLines.filter(({ program, at }) => program === 'nginx' && at >= since);
    const shortage = lines.filter(({ message }) => /worker_connections are not enough/.test(message));
    return facts.sites.flatMap((site) => {
      const failing = answersOf(site, facts).filter(({ answer: { status } }) => status === null || status >= 500);
      const [target] = site.proxies.filter((each) => {
        const isUsedUp = shortage.length > 0 && lines.some((line) => leadsTo(line, each, facts));
        return leadsBack(each, site, facts, isUsedUp) && (failing.length > 0 || isUsedUp);
      });
      if (target === undefined) return [];
      const host = hostRules(site, facts);
      return [
        {
          subject: site.id,
          message: `${site.id} hands requests on to ${target.source.text}, which is its own address: nginx asks itself again and again, until no connection is left`,
          evidence: [
            targetEvidence(target, 'proxy_pass'),
            ...host.slice(0, 1).map(directiveEvidence),
            ...failing.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(shortage, { program: 'nginx', since, matches: () => true }),
          ],
          remedy: null,
          whyNoRemedy:
            'where the program that should answer listens is for whoever wrote the proxy_pass to say; more connections would only be used up as well',
          sites: [site.id],
        },
      ];
    });
  },
});

type Facts = Pick<ReadableFacts, 'nginx' | 'sites'> & Partial<Pick<ReadableFacts, 'paths'>>;

/**
 * Whether nginx would choose this very site again at the address: at loopback, or at one at which the log shows that nginx
 * has run out of connections to it.
 */
function leadsBack({ address }: FastcgiTarget, site: Site, facts: Facts, isLogged: boolean): boolean {
  if (address?.kind !== 'tcp' || !(isLogged || isLoopback(address.host))) return false;
  const listen = site.listens.find(({ port, host }) => port === address.port && (isAny(host) || host === address.host));
  if (listen === undefined) return false;
  const [rule] = hostRules(site, facts);
  const passesOn = /^\$(?:host|http_host|server_name)\b/.test(rule?.args[1]?.value ?? '');
  const names = passesOn ? site.names.filter((name) => !name.startsWith('~')) : [rule?.args[1]?.value ?? address.host];
  return (names.length === 0 ? [''] : names).some((name) => chosenServer(facts.sites, listen, name) === site.id);
}

const isAny = (host: string): boolean => ['*', '0.0.0.0', '::', '[::]'].includes(host);

/** What a site makes of the name that its requests go on under. */
const hostRules = ({ id }: Site, { nginx }: Pick<ReadableFacts, 'nginx'>) =>
  directivesWhere(
    serversOf(nginx).find((each) => each.id === id)?.directive,
    ({ name, args }) => name === 'proxy_set_header' && args[0]?.value.toLowerCase() === 'host',
  );

function leadsTo(line: ReadableFacts['logLines'][number], { address }: FastcgiTarget, { paths = [] }: Facts): boolean {
  const upstream = upstreamAddress(line);
  return upstream !== null && address !== null && sameAddress(address, upstream, paths);
}
