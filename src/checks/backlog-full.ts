import { poolOption } from '../facts/pools.ts';
import { realPathBy } from '../facts/real-path.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { UnixListener } from '../facts/network.ts';
import type { Pool } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { mostInOneSecond } from './evidence/nginx-lines.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { setPoolOption } from './remedies/pool-options.ts';
import { remedyOr } from './remedy-or-why.ts';
import { shortName, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { fileOf, programOf } from './state/pool-file.ts';
import { exhaustedAmong } from './state/pool-load.ts';
import { linesByLink } from './state/site-lines.ts';

/** The queue of a pool's socket is full, so that the kernel turns nginx away at once instead of letting it wait. */
export const backlogFull = defineCheck({
  cause: 'backlog-full',
  station: 'worker',
  level: 'approve',
  severity: 'critical',
  title: "The queue of a pool's socket is full",
  reads: ['fpm', 'sites', 'links', 'pools', 'siteStatuses', 'logLines', 'unixListeners', 'paths', 'processes'],
  consults: ['units', 'room', 'limits', 'tcpListeners'],
  run: (facts) => {
    const refusals = linesByLink(facts, /^connect\(\) to unix:.* failed \(11: /, facts);
    return facts.pools.flatMap((pool): readonly FindingDraft[] => {
      const links = facts.links.filter(({ pools }) => pools.some(({ id }) => id === pool.id));
      const queue = queueOf(pool, facts);
      const program = programOf(pool, facts.fpm);
      if (queue === null || links.length === 0 || program === undefined) return [];
      const lines = refusals.filter(({ link }) => links.includes(link)).flatMap((each) => each.lines);
      const sites = sitesOfLinks(links);
      const broken = facts.siteStatuses.filter((status) => sites.includes(status.site) && isBroken(status));
      const full = queue.waiting >= queue.most && (lines.length > 0 || queue.waiting > queue.most);
      // A queue of the usual length that has room again was full in a rush that is over.
      if (!full && (lines.length === 0 || queue.most >= USUAL)) return [];
      const worst = mostInOneSecond(lines);
      const wanted = Math.max(USUAL, 2 * (queue.most + worst));
      const longest = facts.limits?.longestQueue ?? null;
      const proposed = Math.min(wanted, longest ?? wanted);
      const exhausted = full || broken.length > 0 ? exhaustedAmong([pool], facts) : [];
      const written = poolOption(pool, 'listen.backlog');
      const file = fileOf(pool, program, 'listen.backlog');
      const why =
        exhausted.length > 0
          ? `all workers of pool ${pool.name} are busy: they must be freed or more of them allowed first, as a longer queue alone only makes requests wait longer`
          : file === undefined
            ? `the file of pool ${pool.name} was not read`
            : whyNotStartable(program, facts.units) || whyNoLonger(queue.most, proposed, longest);
      return [
        {
          severity: full && broken.length > 0 ? 'critical' : 'warning',
          subject: pool.id,
          message: `the queue of pool ${pool.name} has room for ${queue.most} (listen.backlog), ${full ? `${queue.waiting} wait, ` : ''}and nginx was turned away ${times(lines.length)}; 2 × (${queue.most} + ${worst} turned away in the worst second) = ${2 * (queue.most + worst)}${wanted === USUAL ? `, at least PHP-FPM's usual ${USUAL}` : ''}${longest === null ? '' : `; the kernel allows ${longest} (net.core.somaxconn)`}`,
          evidence: [
            ...broken.slice(0, 2).map(siteEvidence),
            queueEvidence(queue, program.unit),
            ...(written === undefined ? [] : [optionEvidence(written)]),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
          ],
          ...remedyOr(why, () =>
            setPoolOption({
              pool: pool.id,
              file: file?.realPath ?? '',
              section: pool.name,
              options: { 'listen.backlog': String(proposed) },
              unit: program.unit ?? '',
              level: 'approve',
            }),
          ),
          sites,
          because: exhausted,
        },
      ];
    });
  },
});

/** PHP-FPM's default where it doesn't leave the length to the kernel. Source: fpm_sockets.h. */
const USUAL = 511;

interface Queue {
  readonly path: string;
  readonly most: number;
  readonly waiting: number;
}

/** The queue of a pool's socket by the kernel's count, the longer of two looks; null for TCP, and where nobody told. */
function queueOf(
  { listen }: Pool,
  { paths, unixListeners, room }: Pick<ReadableFacts, 'paths' | 'unixListeners'> & Partial<Pick<ReadableFacts, 'room'>>,
): Queue | null {
  if (listen?.kind !== 'unix') return null;
  const realPath = realPathBy(paths);
  const path = realPath(listen.path);
  const listener: UnixListener | undefined = unixListeners.find((each) => realPath(each.path) === path);
  if (listener?.backlog == null) return null;
  const later = room?.connections.find(({ at }) => typeof at === 'string' && realPath(at) === path);
  return { path, most: listener.backlog, waiting: Math.max(listener.queued ?? 0, later?.waiting ?? 0) };
}

function whyNoLonger(most: number, proposed: number, longest: number | null): string {
  if (longest === null) return 'how long a queue the kernel allows (net.core.somaxconn) is not known';
  return proposed > most
    ? ''
    : `the queue is as long as the kernel allows (net.core.somaxconn = ${longest}): what keeps the workers busy must become quicker`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const queueEvidence = ({ path, most, waiting }: Queue, unit: string | null): Evidence => ({
  source: 'ss -xl',
  line: null,
  text: `${path}${unit === null ? '' : ` of ${shortName(unit)}`}: Recv-Q ${waiting}, Send-Q ${most}`,
  at: null,
});
