import type { LocalPorts } from '../facts/limits.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { linesByLink } from './state/site-lines.ts';

/** The kernel has no port left from which nginx could connect to PHP over TCP. */
export const portsExhausted = defineCheck({
  cause: 'ports-exhausted',
  station: 'aside',
  level: 'manual',
  severity: 'critical',
  title: 'No port is left to connect to PHP from',
  reads: ['sites', 'links', 'siteStatuses', 'logLines', 'limits'],
  consults: ['processes', 'paths'],
  run: (facts) =>
    linesByLink(facts, /^connect\(\) to .* failed \(99: /).flatMap(
      ({ link: { target }, lines }): readonly (FindingDraft | Undecided)[] => {
        if (target.address?.kind !== 'tcp') return [];
        const { ports } = facts.limits;
        if (ports === null) return [{ undecided: 'which ports are free to connect from is not known' }];
        const all = ports.last - ports.first + 1;
        if (ports.taken < all * NEARLY_ALL) return [];
        const answer = facts.siteStatuses.find(({ site }) => site === target.site);
        const broken = answer !== undefined && isBroken(answer);
        return [
          {
            severity: broken ? 'critical' : 'warning',
            subject: target.site,
            message: `${target.site}: no port is left to connect to ${showAddress(target.address)} from: ${ports.taken} of the ${all} ports ${ports.first} to ${ports.last} are taken, ${ports.waiting} of them in TIME_WAIT`,
            evidence: [
              ...(broken ? [siteEvidence(answer)] : []),
              portsEvidence(ports),
              targetEvidence(target),
              ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ],
            remedy: null,
            whyNoRemedy:
              'on one host a unix socket needs no ports: `listen` of the pool and `fastcgi_pass` are to be moved together; `keepalive` in the upstream or a wider net.ipv4.ip_local_port_range are the other ways',
            sites: [target.site],
          },
        ];
      },
    ),
});

/** The kernel gives up after it has tried them all, while some come free. */
const NEARLY_ALL = 0.9;

const portsEvidence = ({ first, last, taken, waiting }: LocalPorts): Evidence => ({
  source: '/proc/sys/net/ipv4/ip_local_port_range',
  line: null,
  text: `${first} ${last}; by /proc/net/tcp ${taken} taken, ${waiting} in TIME_WAIT`,
  at: null,
});
