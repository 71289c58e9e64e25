import { fpmLogFiles } from '../facts/fpm-logs.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { Mount } from '../facts/limits.ts';
import { poolsOf } from '../facts/pools.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { LogLine } from '../facts/log-line.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { noMasterEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { hasPool, lastChangeOf } from './state/fpm-state.ts';
import { fullMounts } from './state/full-mounts.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';

/** A file system that nginx or PHP-FPM writes to is full. */
export const diskFull = defineCheck({
  cause: 'disk-full',
  station: 'aside',
  level: 'manual',
  severity: 'critical',
  title: 'A file system that nginx or PHP-FPM writes to is full',
  reads: ['sites', 'siteStatuses', 'logLines', 'limits'],
  consults: ['processes', 'fpm', 'units', 'links'],
  run: (facts): readonly FindingDraft[] => {
    const { links } = facts;
    const isAsked = (program: FpmProgram): boolean =>
      links === undefined || links.some(({ pools }) => pools.some((pool) => hasPool(program, pool)));
    const asked = (facts.fpm ?? []).filter(isAsked);
    const unasked = (facts.fpm ?? []).filter((program) => !isAsked(program)).flatMap(pathsOf);
    const complaints = complaintsOf({ ...facts, fpm: asked });
    const failing = facts.siteStatuses.filter((status) => isBroken(status) || status.status === 500);
    return fullMounts(facts.limits, unasked).map((mount, _index, all): FindingDraft => {
      const lines = complaints.filter(({ message }) => isAbout(mount, all, message));
      const stopped = asked.filter(
        (program) => program.masterPid === null && socketsOf(program).some((path) => mount.paths.includes(path)),
      );
      const critical = failing.length > 0 && (lines.length > 0 || stopped.length > 0);
      const used = mount.paths.slice(0, 4).join(', ');
      return {
        severity: critical ? 'critical' : 'warning',
        subject: mount.at,
        message: `${mount.at} is full: ${leftOf(mount)}; nginx or PHP-FPM writes to ${used} there${lines.length === 0 ? '' : `, and could not ${lines.length === 1 ? 'once' : `${lines.length} times`}`}`,
        evidence: [
          ...(critical ? failing.slice(0, 2).map(siteEvidence) : []),
          mountEvidence(mount),
          ...stopped.map(noMasterEvidence),
          ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
          ...logEvidence(lines, { program: 'php-fpm', since: 0, matches: () => true }),
        ],
        remedy: null,
        whyNoRemedy: `what may go from ${mount.at} is for a person to say: \`du -xah ${mount.at} | sort -h | tail\` shows what fills it`,
        sites: critical
          ? failing.map(({ site }) => site)
          : facts.sites.filter(({ targets }) => targets.length > 0).map(({ id }) => id),
      };
    });
  },
});

const socketsOf = (program: FpmProgram): readonly string[] =>
  poolsOf([program]).flatMap(({ listen }) => (listen?.kind === 'unix' ? [listen.path] : []));

/** What one PHP-FPM writes to, and no other. */
const pathsOf = (program: FpmProgram): readonly string[] => [...socketsOf(program), ...fpmLogFiles(program)];

/** ENOSPC. Source: errno(3). */
const COMPLAINT = /No space left on device|\(28: /;

/** What a start that failed wrote last is a little older than the failure. */
const START_TAKES = 5;

function complaintsOf({
  logLines,
  processes = [],
  fpm = [],
  units,
}: Pick<ReadableFacts, 'logLines'> & Partial<Pick<ReadableFacts, 'processes' | 'fpm' | 'units'>>): readonly LogLine[] {
  const nginx = nginxLoadedAt(processes) ?? 0;
  const started = fpm.map((program) => lastChangeOf(program, units, processes));
  const php = started.length === 0 ? 0 : Math.min(...started) - START_TAKES;
  return logLines.filter(
    ({ program, at, message }) => at >= (program === 'nginx' ? nginx : php) && COMPLAINT.test(message),
  );
}

/** Whether a complaint may be about this mount: it names a path on it, or none on any other that is full. */
function isAbout(mount: Mount, full: readonly Mount[], message: string): boolean {
  const path = /["'( ](\/[^"')]+)["')]/.exec(message)?.[1];
  if (path === undefined) return true;
  const nearest = full
    .filter(({ at }) => isBelow(path, at))
    .toSorted((one, other) => other.at.length - one.at.length)[0];
  return nearest === mount;
}

const isBelow = (path: string, at: string): boolean => at === '/' || path === at || path.startsWith(`${at}/`);

const leftOf = ({ totalKb, freeKb, inodes, freeInodes }: Mount): string =>
  freeInodes === 0 && inodes !== null
    ? `all its ${inodes} inodes are taken`
    : `${freeKb ?? 0} kB of ${totalKb ?? '?'} are free`;

const mountEvidence = (mount: Mount): Evidence => ({
  source: 'df',
  line: null,
  text: `${mount.at}: ${mount.freeKb ?? '?'} of ${mount.totalKb ?? '?'} kB free, ${mount.freeInodes ?? '?'} of ${mount.inodes ?? '?'} inodes`,
  at: null,
});
