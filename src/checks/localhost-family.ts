import type { Address } from '../formats/address.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { answers, isLoopback } from '../facts/same-host.ts';
import type { Link } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { realignFastcgiPass } from './remedies/nginx-files.ts';
import { remedyOr } from './remedy-or-why.ts';
import { sitesOfLinks } from './state/fpm-state.ts';

/** nginx connects by a name that stands for an IPv4 and an IPv6 address, and PHP-FPM listens on one of them only. */
export const localhostFamily = defineCheck({
  cause: 'localhost-family',
  station: 'address',
  level: 'guarded',
  severity: 'warning',
  title: 'nginx connects by a name that means two addresses, and PHP-FPM listens on one',
  reads: ['nginx', 'links', 'tcpListeners', 'resolvedNames'],
  consults: ['processes', 'units', 'logLines'],
  run: (facts) =>
    halfHeard(facts).map(({ links, name, heard, deaf }) => {
      const [{ target }] = links;
      const { source } = target;
      const file = facts.nginx.files.find(({ path }) => path === source.file);
      const made = source.text.includes('$')
        ? `${source.text} is made of a variable, which other requests may need as it is`
        : '';
      return {
        subject: `${source.file}:${source.line}:${source.column}`,
        message: `nginx takes ${name} for ${heard} and ${deaf}, and PHP-FPM listens only on ${heard}: requests that try ${deaf} first are refused there`,
        evidence: [
          targetEvidence(target),
          { source: `getent ahosts ${name}`, line: null, text: addressesOf(name, facts).join(', '), at: null },
          ...connectLines(facts, links, [111]),
        ],
        ...remedyOr(made || (file === undefined ? 'its file was not read' : ''), () =>
          realignFastcgiPass(source, file?.realPath ?? '', heard),
        ),
        sites: sitesOfLinks(links),
      };
    }),
});

interface HalfHeard {
  readonly links: readonly [Link, ...Link[]];
  readonly name: string;
  /** The address that is listened on, and one that isn't, as nginx writes them. */
  readonly heard: string;
  readonly deaf: string;
}

type Facts = Pick<ReadableFacts, 'nginx' | 'links' | 'tcpListeners' | 'resolvedNames'>;

function halfHeard(facts: Facts): readonly HalfHeard[] {
  const groups = new Map<string, [Link, ...Link[]]>();
  for (const link of facts.links) {
    const { file, span } = link.target.source;
    const key = `${facts.nginx.files.find(({ path }) => path === file)?.realPath ?? file}:${span.start}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [link]);
    else group.push(link);
  }
  return [...groups.values()].flatMap((links): readonly HalfHeard[] => {
    const { address } = links[0].target;
    if (address?.kind !== 'tcp') return [];
    const own = addressesOf(address.host, facts);
    if (own.length < 2 || !own.every(isLoopback)) return [];
    const at = (host: string): Address => ({ kind: 'tcp', host, port: address.port });
    const isHeard = (host: string) =>
      facts.tcpListeners.some(({ host: bound, port }) => port === address.port && answers(bound, host));
    const heard = own.find(isHeard);
    const deaf = own.find((host) => !isHeard(host));
    if (heard === undefined || deaf === undefined) return [];
    return [{ links, name: address.host, heard: showAddress(at(heard)), deaf: showAddress(at(deaf)) }];
  });
}

const addressesOf = (name: string, { resolvedNames }: Pick<ReadableFacts, 'resolvedNames'>): readonly string[] =>
  resolvedNames.find((each) => each.name === name)?.addresses ?? [];
