import { refuses } from '../facts/programs.ts';
import { whyRefused } from '../facts/unit-refusals.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import type { Link } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { isBroken } from './evidence/site-status.ts';
import { verdictOf } from './evidence/test-verdict.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { sitesOfLinks } from './state/fpm-state.ts';
import { nginxLoadedAt, nginxMaster, nginxUnitOf } from './state/nginx-state.ts';
import { unresolvedIn } from './state/unresolved-name.ts';

/** nginx is told to connect to a name that has no address, or has another one than when nginx last asked. */
export const upstreamNameUnresolved = defineCheck({
  cause: 'upstream-name-unresolved',
  station: 'address',
  level: 'approve',
  severity: 'critical',
  title: 'The name that nginx connects to for PHP has no address, or another one now',
  reads: ['nginx', 'processes', 'links', 'siteStatuses', 'resolvedNames', 'logLines'],
  consults: ['units'],
  run: (facts) => {
    const refused = unresolvedIn(facts.nginx.test);
    return [
      ...(refused === null ? [] : [refusedAtTest(refused, facts)]),
      ...byName(facts.links).flatMap(([name, links]) =>
        name === refused || !links.some((link) => isBrokenSite(link, facts)) ? [] : atRequests(name, links, facts),
      ),
    ];
  },
});

type Facts = Pick<ReadableFacts, 'nginx' | 'processes' | 'links' | 'siteStatuses' | 'resolvedNames' | 'logLines'> &
  Partial<Pick<ReadableFacts, 'units'>>;

function refusedAtTest(name: string, facts: Facts): FindingDraft {
  const { nginx, processes, links, siteStatuses } = facts;
  const running = nginxMaster(processes) !== undefined;
  const own = links.filter(({ target: { address } }) => address?.kind === 'tcp' && address.host === name);
  return {
    severity: running && !siteStatuses.some(isBroken) ? 'warning' : 'critical',
    subject: name,
    message: `${name} does not resolve on this host, so nginx refuses its configuration and ${running ? 'runs on with the address that it had before' : 'can not start'}`,
    evidence: [
      verdictOf(nginx.test, nginx.testCommand).evidence,
      ...resolvedEvidence(name, facts),
      ...own.slice(0, 2).map(({ target }) => targetEvidence(target)),
    ],
    remedy: null,
    whyNoRemedy: `only who runs the name service knows what ${name} should be; once it resolves, nginx -t passes again`,
    sites: running
      ? sitesOfLinks(own.filter((link) => isBrokenSite(link, facts)))
      : siteStatuses.map(({ site }) => site),
  };
}

/** nginx asked for the name at its start and uses what it was told, or asks a resolver of its own at each request. */
function atRequests(name: string, links: readonly Link[], facts: Facts): readonly FindingDraft[] {
  const since = nginxLoadedAt(facts.processes) ?? 0;
  const lines = (matches: (line: LogLine) => boolean): readonly Evidence[] =>
    logEvidence(facts.logLines, { program: 'nginx', since, matches });
  const common = { subject: name, sites: sitesOfLinks(links.filter((link) => isBrokenSite(link, facts))) };
  const evidence = [...links.slice(0, 2).map(({ target }) => targetEvidence(target)), ...resolvedEvidence(name, facts)];
  const asked = lines(
    ({ message }) => message.includes(name) && /could not be resolved|no resolver defined/.test(message),
  );
  if (asked.length > 0) {
    const none = asked.some(({ text }) => text.includes('no resolver defined'));
    return [
      {
        ...common,
        message: none
          ? `nginx has to resolve ${name} at each request, and its configuration names no resolver`
          : `the resolver that nginx asks at each request has no address for ${name}`,
        evidence: [...evidence, ...asked],
        remedy: null,
        whyNoRemedy: none
          ? 'which resolver nginx should ask is not told; /etc/hosts and nsswitch.conf do not count there'
          : `only who runs that resolver knows what ${name} should be`,
      },
    ];
  }
  const now = addressesOf(name, facts);
  const [port] = links.flatMap(({ target: { address } }) => (address?.kind === 'tcp' ? [address.port] : []));
  const former = (line: LogLine) => {
    const upstream = upstreamAddress(line);
    return upstream?.kind === 'tcp' && upstream.port === port && !now.includes(upstream.host) ? upstream : null;
  };
  const failed = facts.logLines.filter(
    (line) =>
      line.program === 'nginx' &&
      line.at >= since &&
      line.errno !== null &&
      former(line) !== null &&
      isAsked(line, links),
  );
  const last = failed.at(-1);
  const old = last === undefined ? null : former(last);
  if (old === null || now.length === 0) return [];
  const unit = nginxUnitOf(facts.nginx, facts.units ?? [], facts.processes);
  const why =
    (unit === undefined ? 'no systemd unit runs nginx; whoever started it by hand must reload it' : '') ||
    (unit !== undefined ? whyRefused(unit, 'reload') : '') ||
    (refuses(facts.nginx.test) ? `${facts.nginx.testCommand.join(' ')} must pass first` : '');
  return [
    {
      ...common,
      message: `nginx still connects to ${showAddress(old)}, which ${name} was when nginx asked; it is ${now.join(', ')} now`,
      evidence: [...evidence, ...lines((line) => failed.includes(line))],
      ...remedyOr(why, () => ({ ...service({ unit: unit?.name ?? '', state: 'reloaded' }), level: 'approve' })),
    },
  ];
}

function byName(links: readonly Link[]): readonly (readonly [string, readonly Link[]])[] {
  const names = links.flatMap(({ target: { address } }) => (address?.kind === 'tcp' ? [address.host] : []));
  const wanted = [...new Set(names)].filter(
    (host) => /[a-z]/i.test(host) && !host.includes(':') && host !== 'localhost',
  );
  return wanted.map((name) => [
    name,
    links.filter(({ target: { address } }) => address?.kind === 'tcp' && address.host === name),
  ]);
}

/** nginx writes `server: _` also for a block without a name. */
const isAsked = ({ server }: LogLine, links: readonly Link[]): boolean =>
  links.some(({ target: { site } }) => site.startsWith(`${server === '_' || !server ? 'default' : server}:`));

const isBrokenSite = ({ target }: Link, { siteStatuses }: Pick<ReadableFacts, 'siteStatuses'>): boolean =>
  siteStatuses.some((status) => status.site === target.site && isBroken(status));

const addressesOf = (name: string, { resolvedNames }: Pick<ReadableFacts, 'resolvedNames'>): readonly string[] =>
  resolvedNames.find((each) => each.name === name)?.addresses ?? [];

function resolvedEvidence(name: string, facts: Facts): readonly Evidence[] {
  const found = facts.resolvedNames.find((each) => each.name === name);
  if (found === undefined) return [];
  const text = found.addresses.length === 0 ? 'no address' : found.addresses.join(', ');
  return [{ source: `getent ahosts ${name}`, line: null, text, at: null }];
}
