import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import type { FastcgiTarget, Site } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { showTime, targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress, upstreamGivenUp } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { listenersAt, sameAddress } from './state/listeners.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';

/** nginx has given up on every server of an upstream for a while: each failed before, and that is what must be cured. */
export const noLiveUpstreams = defineCheck({
  cause: 'no-live-upstreams',
  station: 'aside',
  level: 'manual',
  severity: 'warning',
  title: 'nginx has given up on every server of an upstream',
  reads: ['sites', 'siteStatuses', 'logLines', 'tcpListeners', 'unixListeners', 'paths'],
  consults: ['processes', 'routeStatuses'],
  run: (facts) => {
    // Of two questions at one moment nginx may have answered the later one by a server that it tried again.
    const answers = [...facts.siteStatuses, ...(facts.routeStatuses ?? [])];
    const since = nginxLoadedAt(facts.processes ?? []) ?? 0;
    const given = facts.logLines.filter((line) => line.at >= since && upstreamGivenUp(line) !== null);
    return [...new Set(given.flatMap((line) => upstreamGivenUp(line) ?? []))].flatMap((upstream) => {
      const sites = facts.sites.filter(
        (site) =>
          serversOf(site, upstream).length > 0 && answers.some((each) => each.site === site.id && isBroken(each)),
      );
      const [site] = sites;
      if (site === undefined) return [];
      const servers = serversOf(site, upstream);
      const errors = facts.logLines.filter((line) => line.at >= since && isErrorOf(servers, line, facts.paths));
      const [first] = errors;
      const back = servers.every(({ address }) => address !== null && listenersAt(address, facts).length > 0);
      const refused = errors.length > 0 && errors.every(({ errno }) => errno === 2 || errno === 111);
      const names = sites.map(({ id }) => id);
      return [
        {
          // Unless they listen again, something else is wrong, and this no more than what follows from it.
          severity: back && refused ? 'critical' : 'warning',
          subject: upstream,
          message:
            `nginx has given up on ${allOf(upstream, servers)}, which ${names.join(', ')} needs; ` +
            (back && refused
              ? 'they listen again, and nginx tries them after their fail_timeout (10 s, if nothing else is written)'
              : first === undefined
                ? 'the errors before it are not in the log any more'
                : `the first error, at ${showTime(first.at) ?? '?'}: ${first.message.slice(0, 200)}`),
          evidence: [
            ...answers
              .filter((each) => names.includes(each.site) && isBroken(each))
              .slice(0, 2)
              .map(siteEvidence),
            ...servers.slice(0, 4).map((target) => targetEvidence(target)),
            ...logEvidence(errors, { program: 'nginx', since, matches: () => true }),
            ...logEvidence(given, { program: 'nginx', since, matches: (line) => upstreamGivenUp(line) === upstream }),
          ],
          remedy: null,
          whyNoRemedy:
            'nginx asks the servers again by itself as soon as they answer; what keeps them from it is the fault',
          sites: names,
        },
      ];
    });
  },
});

/** The servers of an `upstream` block, or what names it without one: a name of several addresses is an upstream too. */
const serversOf = ({ targets, proxies }: Site, upstream: string): readonly FastcgiTarget[] =>
  [...targets, ...proxies].filter(
    (target) => (target.upstream ?? hostOf(target))?.toLowerCase() === upstream.toLowerCase(),
  );

const hostOf = ({ address }: FastcgiTarget): string | null => (address?.kind === 'tcp' ? address.host : null);

const allOf = (upstream: string, servers: readonly FastcgiTarget[]): string =>
  servers.some((server) => server.upstream === null)
    ? `every address of ${upstream}`
    : `all ${servers.length} servers of upstream ${upstream}`;

function isErrorOf(servers: readonly FastcgiTarget[], line: LogLine, paths: ReadableFacts['paths']): boolean {
  const upstream = line.program === 'nginx' ? upstreamAddress(line) : null;
  if (upstream === null || line.message.startsWith('FastCGI sent in stderr')) return false;
  return servers.some(({ address }) => address !== null && sameAddress(address, upstream, paths));
}
