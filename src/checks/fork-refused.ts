import { mayBeLogOf } from '../facts/fpm-logs.ts';
import { fpmSettings, optionOf } from '../facts/fpm-settings.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import { nginxLoadedAt } from '../facts/nginx-processes.ts';
import { poolsOf } from '../facts/pools.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Unit } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { optionEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { hasPool, lastChangeOf, sitesOfLinks, subjectOf } from './state/fpm-state.ts';
import { nginxUnitOf } from './state/nginx-state.ts';

/** PHP-FPM or nginx could not start a worker, because it may have no more processes. */
export const forkRefused = defineCheck({
  cause: 'fork-refused',
  station: 'worker',
  level: 'manual',
  severity: 'critical',
  title: 'PHP-FPM or nginx may start no more processes',
  reads: ['nginx', 'fpm', 'units', 'processes', 'links', 'siteStatuses', 'logLines'],
  consults: ['sites'],
  run: (facts) => [...facts.fpm.flatMap((program) => ofFpm(program, facts)), ...ofNginx(facts)],
});

type Facts = Pick<ReadableFacts, 'nginx' | 'fpm' | 'units' | 'processes' | 'links' | 'siteStatuses' | 'logLines'> &
  Partial<Pick<ReadableFacts, 'sites'>>;

/** Sources: fpm_children.c, ngx_process.c. */
const REFUSED = /^(?:\[pool [^\]]*\] )?(?:fork\(\) failed\b|The maximum number of processes has been reached)/;
const BY_OWN_LIMIT = /maximum number of processes has been reached/;

function ofFpm(program: FpmProgram, facts: Facts): readonly FindingDraft[] {
  const since = startedAt(program, facts);
  const names = poolsOf([program]).map(({ name }) => name);
  const lines = facts.logLines.filter(
    ({ program: by, at, message, source, pool }) =>
      by === 'php-fpm' &&
      at >= since &&
      REFUSED.test(message) &&
      (pool === null || names.includes(pool)) &&
      mayBeLogOf(program, source, facts.fpm),
  );
  const links = facts.links.filter(({ pools }) => pools.some((pool) => hasPool(program, pool)));
  if (program.masterPid === null || links.length === 0) return [];
  const global = fpmSettings(program).find(({ name }) => name.toLowerCase() === 'global');
  const option = global && optionOf(global.options, 'process.max');
  const own = lines.some(({ message }) => BY_OWN_LIMIT.test(message)) ? option : undefined;
  const unit = facts.units.find(({ name }) => name === program.unit);
  const limit: Limit | null =
    own === undefined
      ? limitOf(unit, facts)
      : {
          says: `process.max = ${own.value} lets all its pools have no more together`,
          cure: `a higher process.max, or fewer workers of its pools (pm.max_children)`,
          evidence: [optionEvidence(own)],
        };
  return finding(subjectOf(program), unit, lines, sitesOfLinks(links), limit, facts);
}

/** When a PHP-FPM began, by its own log, as a fork may fail before systemd calls it started; its log has whole seconds. */
function startedAt(program: FpmProgram, { logLines, fpm, units, processes }: Facts): number {
  const began = logLines.findLast(
    ({ program: by, message, source }) =>
      by === 'php-fpm' && message.startsWith('fpm is running') && mayBeLogOf(program, source, fpm),
  );
  const changed = lastChangeOf(program, units, processes);
  return began === undefined ? Math.floor(changed) : Math.min(began.at, changed);
}

function ofNginx(facts: Facts): readonly FindingDraft[] {
  const since = nginxLoadedAt(facts.processes) ?? Infinity;
  const lines = facts.logLines.filter(
    ({ program, at, message }) => program === 'nginx' && at >= since && REFUSED.test(message),
  );
  const unit = nginxUnitOf(facts.nginx, facts.units, facts.processes);
  const sites = (facts.sites ?? []).map(({ id }) => id);
  return finding(unit?.name ?? facts.nginx.configPath, unit, lines, sites, limitOf(unit, facts), facts);
}

interface Limit {
  readonly says: string;
  readonly cure: string;
  readonly evidence: readonly Evidence[];
}

function finding(
  subject: string,
  unit: Unit | undefined,
  lines: readonly LogLine[],
  sites: readonly string[],
  limit: Limit | null,
  { siteStatuses }: Facts,
): readonly FindingDraft[] {
  const [first] = lines;
  if (first === undefined) return [];
  const isDown = siteStatuses.some((status) => sites.includes(status.site) && isBroken(status));
  const many = lines.length === 1 ? 'once' : `${lines.length} times`;
  const program = first.program === 'nginx' ? 'nginx' : 'PHP-FPM';
  const noMemory = lines.some(({ errno, message }) => errno === 12 || /\(12\)|Cannot allocate memory/.test(message));
  const says = limit?.says ?? (noMemory ? 'the host had no memory for it' : UNKNOWN_LIMIT);
  return [
    {
      severity: isDown ? 'critical' : 'warning',
      subject,
      message: `${program} could not start a worker, ${many}: ${says}`,
      evidence: [
        ...logEvidence(lines, { program: first.program, since: 0, matches: () => true }),
        ...(limit?.evidence ?? []),
        ...(unit === undefined ? [] : [unitEvidence(unit)]),
      ],
      remedy: null,
      whyNoRemedy: `how many processes it may have is for who set the limit to say: ${limit?.cure ?? (noMemory ? 'memory must come free first' : 'none of the unit is reached, so look at those of the host (kernel.pid_max, kernel.threads-max) and of whatever the host runs in')}`,
      sites,
    },
  ];
}

const UNKNOWN_LIMIT = 'the kernel refused one more process (11), by which limit is not told';

/** The unit's own limit, where its processes come up to it. */
function limitOf(unit: Unit | undefined, { processes }: Facts): Limit | null {
  if (unit?.settings === undefined) return null;
  const { tasks, mostTasks } = unit.settings;
  const seen = processes.filter((process) => process.unit === unit.name).length;
  const has = Math.max(tasks ?? 0, seen);
  // One that was refused leaves a place: by the time of the look some may have ended.
  if (mostTasks === null || has + Math.max(2, Math.ceil(mostTasks / 10)) < mostTasks) return null;
  return {
    says: `its unit may have ${mostTasks === 1 ? '1 task' : `${mostTasks} tasks`} (TasksMax=), and has ${has}`,
    cure: `a higher TasksMax= in ${unit.name} (systemctl edit ${unit.name}), or fewer workers (pm.max_children)`,
    evidence: [
      {
        source: `systemctl show ${unit.name}`,
        line: null,
        text: `TasksMax=${mostTasks} TasksCurrent=${tasks ?? '[not set]'}`,
        at: null,
      },
    ],
  };
}
