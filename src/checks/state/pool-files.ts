import type { ReadableFacts } from '../../facts/known-facts.ts';
import { workersOf } from '../../facts/pool-workers.ts';
import { poolOption } from '../../facts/pools.ts';
import type { Pool } from '../../facts/topology.ts';
import type { FindingDraft } from '../define-check.ts';
import { optionEvidence } from '../evidence/evidence.ts';
import { logEvidence } from '../evidence/log-evidence.ts';
import { isBroken } from '../evidence/site-status.ts';
import { setPoolOption } from '../remedies/pool-options.ts';
import { remedyOr } from '../remedy-or-why.ts';
import { lastChangeOf, sitesOfLinks, whyNotStartable } from './fpm-state.ts';
import { fileOf, programOf } from './pool-file.ts';
import { linesByLink } from './site-lines.ts';

type Facts = Pick<ReadableFacts, 'sites' | 'siteStatuses' | 'logLines'> &
  Partial<Pick<ReadableFacts, 'processes' | 'limits' | 'links' | 'pools' | 'fpm' | 'units' | 'paths'>>;

/** systemd's usual limit for a program that says nothing, which is plenty for a worker that serves one request at a time. */
const USUAL = 1024;

/** A worker that has so many files open is not short of them, but loses them. */
const TOO_MANY = 65_536;

const COMPLAINT = /Too many open files/;

/** A finding for each pool whose workers said, to nginx or in PHP-FPM's log, that they may open no more files. */
export function poolsShortOfFiles(facts: Facts): readonly FindingDraft[] {
  const { pools = [], links = [], fpm = [], processes = [], limits } = facts;
  const told = linesByLink({ ...facts, links }, /^FastCGI sent in stderr: .*Too many open files/s, facts);
  return pools.flatMap((pool): readonly FindingDraft[] => {
    const program = programOf(pool, fpm);
    const own = links.filter((link) => link.pools.some(({ id }) => id === pool.id));
    if (program === undefined || own.length === 0) return [];
    const since = lastChangeOf(program, facts.units, processes);
    const said = facts.logLines.filter(
      (line) =>
        line.program === 'php-fpm' && line.at >= since && line.pool === pool.name && COMPLAINT.test(line.message),
    );
    const lines = [...told.filter(({ link }) => own.includes(link)).flatMap((each) => each.lines), ...said];
    if (lines.length === 0) return [];
    const sites = sitesOfLinks(own);
    const broken = facts.siteStatuses.some(
      (status) => sites.includes(status.site) && (isBroken(status) || status.status === 500),
    );
    const most = mostFiles(pool, processes, limits);
    const proposed = Math.max(USUAL, 2 * (most ?? 0));
    const written = poolOption(pool, 'rlimit_files');
    const file = fileOf(pool, program, 'rlimit_files');
    const why =
      file === undefined
        ? `the file of pool ${pool.name} was not read`
        : whyNotStartable(program, facts.units) || whyNoMore(most, proposed, limits?.mostOpenFiles ?? null);
    return [
      {
        severity: broken ? 'critical' : 'warning',
        subject: pool.id,
        message: `each worker of pool ${pool.name} may have ${most ?? '?'} files open, and wanted more${lines.length === 1 ? '' : ` ${lines.length} times`}; 2 × ${most ?? '?'} = ${2 * (most ?? 0)}, at least the usual ${USUAL}`,
        evidence: [
          ...(written === undefined ? [] : [optionEvidence(written)]),
          ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
          ...logEvidence(lines, { program: 'php-fpm', since: 0, matches: () => true }),
        ],
        ...remedyOr(why, () =>
          setPoolOption({
            pool: pool.id,
            file: file?.realPath ?? '',
            section: pool.name,
            options: { rlimit_files: String(proposed) },
            unit: program.unit ?? '',
            level: 'approve',
          }),
        ),
        sites,
      },
    ];
  });
}

function mostFiles(pool: Pool, processes: ReadableFacts['processes'], limits: Facts['limits']): number | null {
  const pids = workersOf(pool, processes).map(({ pid }) => pid);
  return limits?.openFiles.find(({ pid }) => pids.includes(pid))?.most ?? null;
}

function whyNoMore(most: number | null, proposed: number, kernel: number | null): string {
  if (most === null) return 'how many files a worker may have open is not known';
  if (most >= TOO_MANY)
    return `a worker may have ${most} files open already: a script that never closes them must be found`;
  return kernel !== null && proposed <= kernel
    ? ''
    : `the kernel allows no process more than ${kernel ?? '?'} open files (fs.nr_open)`;
}
