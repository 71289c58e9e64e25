import type { ReadableFacts } from '../facts/known-facts.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { wantOf } from './evidence/nginx-lines.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { setNginxDirective } from './remedies/nginx-files.ts';
import { remedyOr } from './remedy-or-why.ts';
import { nginxMaster, nginxWorkers } from './state/nginx-state.ts';
import { poolsShortOfFiles } from './state/pool-files.ts';
import { workerFiles, workerLimits } from './state/worker-limits.ts';

/** nginx, or the workers of a pool, have as many files and connections open as they may have. */
export const fdLimit = defineCheck({
  cause: 'fd-limit',
  station: 'aside',
  level: 'approve',
  severity: 'critical',
  title: 'nginx or PHP-FPM may open no more files and connections',
  reads: ['nginx', 'sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['processes', 'limits', 'links', 'pools', 'fpm', 'units', 'paths'],
  run: (facts) => [...nginxShort(facts), ...poolsShortOfFiles(facts)],
});

type Facts = Pick<ReadableFacts, 'nginx' | 'sites' | 'siteStatuses' | 'logLines' | 'identity'> &
  Partial<Pick<ReadableFacts, 'processes' | 'limits'>>;

function nginxShort(facts: Facts): readonly FindingDraft[] {
  const want = wantOf(facts, ({ errno }) => errno === TOO_MANY);
  const { processes = [], limits } = facts;
  const { connections, connectionsAt, files, filesAt } = workerLimits(facts.nginx);
  // A worker that may not even open what it starts with is gone at once, and nobody answers.
  const helpless = nginxMaster(processes) !== undefined && nginxWorkers(processes).length === 0;
  if (want.lines.length === 0 && !(helpless && (files ?? FEWEST) < FEWEST)) return [];
  const { most, open } = helpless ? { most: files, open: null } : workerFiles(facts);
  const needed = 2 * connections;
  const path = filesAt?.file ?? facts.nginx.configPath;
  const file = facts.nginx.files.find((each) => each.path === path);
  const why =
    file === undefined
      ? `${path} was not read`
      : most === null
        ? 'how many files a worker of nginx may have open is not known'
        : files !== null && files !== most
          ? `${path} says ${files} already, and nginx runs with ${most}: it has not read it yet`
          : most >= needed
            ? `a worker may have ${most} files open already, two for each of its ${connections} connections: what keeps so many open must be found`
            : needed > (limits?.mostOpenFiles ?? 0)
              ? `the kernel allows no process more than ${limits?.mostOpenFiles ?? '?'} open files (fs.nr_open)`
              : '';
  return [
    {
      severity: want.critical || helpless ? 'critical' : 'warning',
      subject: 'nginx',
      message: `each worker of nginx may have ${most ?? '?'} files and connections open, and wanted more${want.lines.length > 1 ? ` ${want.lines.length} times` : ''}${helpless ? ', even to start' : ''}; 2 × ${connections} worker_connections, each with a file, = ${needed}`,
      evidence: [
        ...facts.siteStatuses
          .filter((status) => isBroken(status) || status.status === 500)
          .slice(0, 2)
          .map(siteEvidence),
        ...(filesAt === undefined ? [] : [directiveEvidence(filesAt)]),
        ...(connectionsAt === undefined ? [] : [directiveEvidence(connectionsAt)]),
        ...(open === null || most === null ? [] : [openEvidence(open, most)]),
        ...logEvidence(want.lines, { program: 'nginx', since: 0, matches: () => true }),
      ],
      ...remedyOr(why, () =>
        setNginxDirective({
          file: file?.realPath ?? '',
          line: filesAt?.line ?? 1,
          block: 'main',
          start: 0,
          directives: { worker_rlimit_nofile: String(needed) },
        }),
      ),
      sites: helpless ? facts.siteStatuses.filter(isBroken).map(({ site }) => site) : want.sites,
    },
  ];
}

/** A worker with fewer can't even start: its logs, listening sockets and channels to the other workers. */
const FEWEST = 16;

/** EMFILE. Source: errno(3). */
const TOO_MANY = 24;

const openEvidence = (open: number, most: number): Evidence => ({
  source: '/proc/PID/fd',
  line: null,
  text: `the worker of nginx that has most files open has ${open} of ${most}`,
  at: null,
});
