import { refuses } from '../facts/programs.ts';
import { whyRefused } from '../facts/unit-refusals.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import { namedTarget } from '../facts/named-target.ts';
import { PASS_FORMS, type PassForm } from '../facts/pass-forms.ts';
import { answersOf } from '../facts/site-answers.ts';
import type { FastcgiTarget } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { isBroken } from './evidence/site-status.ts';
import { verdictOf } from './evidence/test-verdict.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { isPass } from './state/dead-ways.ts';
import { nginxLoadedAt, nginxMaster, nginxUnitOf } from './state/nginx-state.ts';
import { unresolvedIn } from './state/unresolved-name.ts';

/** nginx is told to connect to a name that has no address, or has another one than when nginx last asked. */
export const upstreamNameUnresolved = defineCheck({
  cause: 'upstream-name-unresolved',
  station: 'address',
  level: 'approve',
  severity: 'critical',
  title: 'A name that nginx connects to has no address, or another one now',
  reads: ['nginx', 'processes', 'sites', 'routes', 'siteStatuses', 'resolvedNames', 'logLines'],
  consults: ['units', 'routeStatuses'],
  run: (facts) => {
    const refused = unresolvedIn(facts.nginx.test);
    const named = waysByName(facts);
    return [
      ...(refused === null ? [] : [refusedAtTest(refused, named.get(refused) ?? [], facts)]),
      ...namesAtRequests(facts).flatMap((name) => atRequests(name, named.get(name) ?? [], facts)),
      ...[...named].flatMap(([name, ways]) => (name === refused ? [] : hasMoved(name, ways, facts))),
    ];
  },
});

type Facts = Pick<
  ReadableFacts,
  'nginx' | 'processes' | 'sites' | 'routes' | 'siteStatuses' | 'resolvedNames' | 'logLines'
> &
  Partial<Pick<ReadableFacts, 'units' | 'routeStatuses'>>;

/** A target whose name has to be resolved, with the directive that leads there. */
interface NamedWay {
  readonly target: FastcgiTarget;
  readonly directive: PassForm['directive'];
}

function waysByName({ routes }: Facts): ReadonlyMap<string, readonly NamedWay[]> {
  const byName = new Map<string, NamedWay[]>();
  for (const { kind, targets } of routes) {
    for (const target of isPass(kind) ? targets : []) {
      for (const { host } of namedTarget(target)) {
        if (host === 'localhost' || !isPass(kind)) continue;
        byName.set(host, [...(byName.get(host) ?? []), { target, directive: PASS_FORMS[kind].directive }]);
      }
    }
  }
  return byName;
}

const wayEvidence = (ways: readonly NamedWay[]): readonly Evidence[] =>
  ways.slice(0, 2).map(({ target, directive }) => targetEvidence(target, directive));

const brokenSites = (sites: readonly string[], facts: Facts): readonly string[] =>
  facts.sites
    .filter((site) => sites.includes(site.id) && answersOf(site, facts).some(({ answer }) => isBroken(answer)))
    .map(({ id }) => id);

const sitesOfWays = (ways: readonly NamedWay[]): readonly string[] => [
  ...new Set(ways.map(({ target }) => target.site)),
];

function refusedAtTest(name: string, ways: readonly NamedWay[], facts: Facts): FindingDraft {
  const { nginx, processes, siteStatuses } = facts;
  const running = nginxMaster(processes) !== undefined;
  return {
    severity: running && !siteStatuses.some(isBroken) ? 'warning' : 'critical',
    subject: name,
    message: `${name} does not resolve on this host, so nginx refuses its configuration and ${running ? 'runs on with the address that it had before' : 'can not start'}`,
    evidence: [
      verdictOf(nginx.test, nginx.testCommand).evidence,
      ...resolvedEvidence(name, facts),
      ...wayEvidence(ways),
    ],
    remedy: null,
    whyNoRemedy: `only who runs the name service knows what ${name} should be; once it resolves, nginx -t passes again`,
    sites: running ? brokenSites(sitesOfWays(ways), facts) : siteStatuses.map(({ site }) => site),
  };
}

/** Source: ngx_http_upstream.c. */
const NO_RESOLVER = /^no resolver defined to resolve ([A-Za-z0-9_][\w.-]*)/;
const NOT_RESOLVED = /^([A-Za-z0-9_][\w.-]*) could not be resolved \((\d+: [^)]*)\)/;

const unresolvedName = ({ message }: LogLine): string | undefined =>
  (NO_RESOLVER.exec(message) ?? NOT_RESOLVED.exec(message))?.[1];

/** What nginx asks a resolver of its own for, at each request, since it last read its files: whatever made the name. */
function namesAtRequests(facts: Facts): readonly string[] {
  return [...new Set(linesSince(facts).flatMap((line) => unresolvedName(line) ?? []))];
}

function linesSince({ logLines, processes }: Facts): readonly LogLine[] {
  const since = nginxLoadedAt(processes) ?? 0;
  return logLines.filter(({ program, at }) => program === 'nginx' && at >= since);
}

/** So many lines of visitors, with our own requests answered well, are more than a chance. */
const SEVERAL = 3;

function atRequests(name: string, ways: readonly NamedWay[], facts: Facts): readonly FindingDraft[] {
  const lines = linesSince(facts).filter((line) => unresolvedName(line) === name);
  const asking = facts.sites.filter((site) => lines.some((line) => isOf(site, line))).map(({ id }) => id);
  const broken = brokenSites(asking, facts);
  if (broken.length === 0 && lines.length < SEVERAL) return [];
  const none = lines.some(({ message }) => NO_RESOLVER.test(message));
  const [, why = ''] = lines.map(({ message }) => NOT_RESOLVED.exec(message)).find((found) => found !== null) ?? [];
  const says = lines.flatMap(({ message }) => NOT_RESOLVED.exec(message)?.[2] ?? []).at(-1);
  return [
    {
      severity: broken.length > 0 ? 'critical' : 'warning',
      subject: name,
      message: none
        ? `nginx has to resolve ${name} at each request, and its configuration names no resolver`
        : `the resolver that nginx asks at each request has no address for ${why}${says === undefined ? '' : ` (${says})`}`,
      evidence: [
        ...wayEvidence(ways),
        ...resolvedEvidence(name, facts),
        ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
      ],
      remedy: null,
      whyNoRemedy: none
        ? 'which resolver nginx should ask is not told; /etc/hosts and nsswitch.conf do not count there'
        : `only who runs that resolver knows what ${name} should be`,
      sites: broken.length > 0 ? broken : asking,
    },
  ];
}

/** nginx asked for the name when it read its files, and uses what it was told. */
function hasMoved(name: string, ways: readonly NamedWay[], facts: Facts): readonly FindingDraft[] {
  const broken = brokenSites(sitesOfWays(ways), facts);
  const now = addressesOf(name, facts);
  const [port] = ways.flatMap(({ target: { address } }) => (address?.kind === 'tcp' ? [address.port] : []));
  const former = (line: LogLine) => {
    const upstream = upstreamAddress(line);
    return upstream?.kind === 'tcp' && upstream.port === port && !now.includes(upstream.host) ? upstream : null;
  };
  const asking = facts.sites.filter(({ id }) => ways.some(({ target }) => target.site === id));
  const failed = linesSince(facts).filter(
    (line) => line.errno !== null && former(line) !== null && asking.some((site) => isOf(site, line)),
  );
  const last = failed.at(-1);
  const old = last === undefined ? null : former(last);
  if (old === null || now.length === 0 || broken.length === 0) return [];
  const unit = nginxUnitOf(facts.nginx, facts.units ?? [], facts.processes);
  const why =
    (unit === undefined ? 'no systemd unit runs nginx; whoever started it by hand must reload it' : '') ||
    (unit !== undefined ? whyRefused(unit, 'reload') : '') ||
    (refuses(facts.nginx.test) ? `${facts.nginx.testCommand.join(' ')} must pass first` : '');
  return [
    {
      subject: name,
      message: `nginx still connects to ${showAddress(old)}, which ${name} was when nginx asked; it is ${now.join(', ')} now`,
      evidence: [
        ...wayEvidence(ways),
        ...resolvedEvidence(name, facts),
        ...logEvidence(failed, { program: 'nginx', since: 0, matches: () => true }),
      ],
      sites: broken,
      ...remedyOr(why, () => ({ ...service({ unit: unit?.name ?? '', state: 'reloaded' }), level: 'approve' })),
    },
  ];
}

/** nginx names a site by its first name, and one without by nothing or `_`. */
const isOf = ({ names }: Facts['sites'][number], { server }: LogLine): boolean =>
  server === (names[0] ?? '') || (names.length === 0 && server === null);

const addressesOf = (name: string, { resolvedNames }: Pick<ReadableFacts, 'resolvedNames'>): readonly string[] =>
  resolvedNames.find((each) => each.name === name)?.addresses ?? [];

function resolvedEvidence(name: string, facts: Facts): readonly Evidence[] {
  const found = facts.resolvedNames.find((each) => each.name === name);
  if (found === undefined) return [];
  const text = found.addresses.length === 0 ? 'no address' : found.addresses.join(', ');
  return [{ source: `getent ahosts ${name}`, line: null, text, at: null }];
}
