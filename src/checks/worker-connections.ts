import type { ReadableFacts } from '../facts/known-facts.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { mostInOneSecond, wantOf } from './evidence/nginx-lines.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { setNginxDirective } from './remedies/nginx-files.ts';
import { remedyOr } from './remedy-or-why.ts';
import { DEFAULT_CONNECTIONS, workerFiles, workerLimits } from './state/worker-limits.ts';

/** nginx's workers have as many connections as they may have, to clients and to PHP together, and turn the next ones away. */
export const workerConnections = defineCheck({
  cause: 'worker-connections',
  station: 'aside',
  level: 'approve',
  severity: 'critical',
  title: "nginx's workers may have no more connections",
  reads: ['nginx', 'sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['processes', 'limits'],
  run: (facts): readonly FindingDraft[] => {
    const want = wantOf(facts, ({ message }) => ENOUGH.test(message));
    const last = want.lines.at(-1);
    if (last === undefined) return [];
    const running = Number(ENOUGH.exec(last.message)?.[1]);
    const { connections, connectionsAt, events } = workerLimits(facts.nginx);
    const proposal = proposalFor(running, mostInOneSecond(want.lines), facts);
    const file = facts.nginx.files.find(({ path }) => path === (connectionsAt ?? events)?.file);
    const why =
      connections !== running
        ? `${connectionsAt?.file ?? facts.nginx.configPath} says ${connections} already, and nginx runs with ${running}: it has not read it yet`
        : events === undefined || file === undefined || file.path !== events.file
          ? `the file that has nginx's events block was not read`
          : proposal.why;
    return [
      {
        severity: want.critical ? 'critical' : 'warning',
        subject: 'nginx',
        message: `each worker of nginx may have ${running} connections (worker_connections), to clients and to PHP, and had none left${want.lines.length === 1 ? '' : ` ${want.lines.length} times`}; ${proposal.sum}`,
        evidence: [
          ...facts.siteStatuses
            .filter((status) => want.critical && (isBroken(status) || status.status === 500))
            .slice(0, 2)
            .map(siteEvidence),
          ...(connectionsAt === undefined ? [] : [directiveEvidence(connectionsAt)]),
          ...logEvidence(want.lines, { program: 'nginx', since: 0, matches: () => true }),
        ],
        ...remedyOr(why, () =>
          setNginxDirective({
            file: file?.realPath ?? '',
            line: events?.line ?? 0,
            block: 'events',
            start: events?.span.start ?? 0,
            directives: { worker_connections: String(proposal.connections) },
          }),
        ),
        sites: want.sites,
      },
    ];
  },
});

/** nginx may also take an idle connection from a client that had it kept alive; that harms nobody. Source: ngx_connection.c. */
const ENOUGH = /^(\d{1,9}) worker_connections are not enough(?!, reusing)/;

interface Proposal {
  readonly connections: number;
  readonly sum: string;
  /** Why it can't be; empty where it can. */
  readonly why: string;
}

/** Twice what was asked for at once, nginx's own default at least, and no more than a worker may have files open. */
function proposalFor(
  running: number,
  refused: number,
  facts: Partial<Pick<ReadableFacts, 'processes' | 'limits'>>,
): Proposal {
  const wanted = Math.max(2 * (running + refused), DEFAULT_CONNECTIONS);
  const { most } = workerFiles(facts);
  const connections = Math.min(wanted, most ?? wanted);
  const floor = wanted === DEFAULT_CONNECTIONS ? `, at least nginx's own default of ${DEFAULT_CONNECTIONS}` : '';
  const sum = `2 × (${running} in use + ${refused} refused in the worst second) = ${2 * (running + refused)}${floor}; each takes an open file, of which a worker may have ${most ?? 'nobody knows how many'}`;
  const why =
    most === null
      ? 'how many files a worker of nginx may have open is not known'
      : connections <= running
        ? `a worker of nginx may have ${most} files open, which leaves no room for more than ${running} connections: raise worker_rlimit_nofile first`
        : '';
  return { connections, sum, why };
}
