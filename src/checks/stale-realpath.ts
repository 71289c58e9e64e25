import { fatalFile } from '../facts/complaints.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolOption } from '../facts/pools.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Site } from '../facts/topology.ts';
import { whyRefused } from '../facts/unit-refusals.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { linesOf } from './evidence/place-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { hasPool, subjectOf, whyNotStartable } from './state/fpm-state.ts';
import { openComplaints } from './state/open-complaints.ts';
import { type SaidLine, saidLines } from './state/said-lines.ts';

/** A link to a release was switched, and PHP's workers still go by where it led before. */
export const staleRealpath = defineCheck({
  cause: 'stale-realpath',
  station: 'script',
  level: 'guarded',
  severity: 'critical',
  title: 'PHP still goes by where a link led before it was switched',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity', 'namedPaths', 'fpm', 'links'],
  consults: ['units', 'processes', 'routeStatuses', 'paths'],
  run: (facts): readonly FindingDraft[] => {
    const stale = [...notOpened(facts), ...gone(facts)].filter(
      ({ said }) =>
        said.own &&
        said.pools.length > 0 &&
        // Behind a chroot or a /tmp of its own PHP sees other files than the host has.
        said.pools.every((pool) => (poolOption(pool, 'chroot')?.value ?? '') === ''),
    );
    return facts.fpm.flatMap((program): readonly FindingDraft[] => {
      const own = stale.filter(
        ({ said }) => said.pools.some((pool) => hasPool(program, pool)) && seesAll(program, facts),
      );
      const [first] = own;
      if (first === undefined) return [];
      const sites = [...new Set(own.flatMap(({ said }) => said.sites.map(({ id }) => id)))];
      return [
        {
          subject: subjectOf(program),
          message: `PHP-FPM goes by where a link led before it was switched: ${first.says}`,
          evidence: [
            ...facts.siteStatuses
              .filter(({ site }) => sites.includes(site))
              .slice(0, 2)
              .map(siteEvidence),
            ...first.evidence,
            ...linesOf(own.map(({ said }) => said.line)),
          ],
          ...remedyOr(whyNot(program, facts), () => service({ unit: program.unit ?? '', state: 'reloaded' })),
          sites,
        },
      ];
    });
  },
});

interface Stale {
  readonly said: SaidLine;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

type Facts = Parameters<typeof openComplaints>[0] & Partial<Pick<ReadableFacts, 'paths'>>;

/** A first script that PHP could not open though it is there, by a way that leads over a link. */
function notOpened(facts: Facts): readonly Stale[] {
  return openComplaints(facts).flatMap((complaint): readonly Stale[] => {
    const { wanted, errno, named, path } = complaint;
    if (wanted !== 'script' || errno !== 2 || named?.state.kind !== 'file') return [];
    const { realPath } = named.state;
    return realPath === path
      ? []
      : [
          {
            said: complaint,
            says: `it finds no ${path}, which is there, and is ${realPath} by now`,
            evidence: [leads(path, realPath)],
          },
        ];
  });
}

/** A file that PHP was running when it ended by an error, and that is no more. */
function gone(facts: Facts): readonly Stale[] {
  return saidLines(facts, (line) => (fatalFile(line) === null ? null : 'php')).flatMap((said): readonly Stale[] => {
    const file = fatalFile(said.line) ?? '';
    const named = facts.namedPaths.find(({ state }) => state.path === file);
    const script = said.sites.flatMap((site) => scriptOf(site, facts))[0];
    if (named?.state.kind !== 'missing' || script === undefined || !/^[^()]*\.\w+$/.test(file)) return [];
    return [
      {
        said,
        says: `it runs ${file}, which is no more; ${script.path} is ${script.realPath} by now`,
        evidence: [leads(script.path, script.realPath), { source: file, line: null, text: 'missing', at: null }],
      },
    ];
  });
}

/** A site's script that is there, by a way that leads over a link. */
function scriptOf({ script }: Site, { paths = [] }: Partial<Pick<ReadableFacts, 'paths'>>) {
  if (script.state !== 'named') return [];
  return paths.filter(({ path, realPath, kind }) => path === script.path && kind === 'file' && realPath !== path);
}

const leads = (path: string, realPath: string): Evidence => ({
  source: path,
  line: null,
  text: `leads to ${realPath}`,
  at: null,
});

const seesAll = ({ unit }: FpmProgram, { units = [] }: Partial<Pick<ReadableFacts, 'units'>>): boolean =>
  units.find(({ name }) => name === unit)?.privateTmp !== true;

function whyNot(program: FpmProgram, { units }: Partial<Pick<ReadableFacts, 'units'>>): string {
  const unit = units?.find(({ name }) => name === program.unit);
  return whyNotStartable(program, units) || (unit === undefined ? '' : whyRefused(unit, 'reload'));
}
