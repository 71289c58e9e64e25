import { mayBeLogOf } from '../facts/fpm-logs.ts';
import { fpmSettings, optionOf } from '../facts/fpm-settings.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import type { FpmProgram } from '../facts/programs.ts';
import type { Link } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { optionEvidence, showTime } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { belongTogether } from './evidence/together.ts';
import { hasPool, shortName, sitesOfLinks, subjectOf } from './state/fpm-state.ts';
import { sameAddress } from './state/listeners.ts';

/** Requests that were under way when PHP-FPM was told to reload are cut off at once; nginx has written so by then. */
const SECONDS_AFTER = 5;

/** A reload of PHP-FPM cut off requests that were under way. It is over; the next reload would do it again. */
export const reloadDroppedRequests = defineCheck({
  cause: 'reload-dropped-requests',
  station: 'aside',
  level: 'manual',
  severity: 'notice',
  title: 'A reload of PHP-FPM cut off requests',
  reads: ['fpm', 'links', 'paths', 'logLines'],
  consults: ['processes'],
  run: (facts) =>
    facts.fpm.flatMap((program) => {
      const limit = waitOf(program);
      const links = facts.links.filter(({ pools }) => pools.some((pool) => hasPool(program, pool)));
      if (limit.seconds > 0 || program.masterPid === null || links.length === 0) return [];
      // A reload keeps the process, a start since has made it another one's past.
      const master = facts.processes?.find(({ pid }) => pid === program.masterPid);
      const reloads = facts.logLines.filter(
        (line) => line.at >= (master?.startedAt ?? 0) && isReloadOf(program, line, facts.fpm),
      );
      const cut = facts.logLines.filter(
        (line) => isCutOff(line, links, facts.paths) && reloads.some(({ at }) => within(line.at, at)),
      );
      const crashed = facts.logLines.some(
        (death) =>
          death.program === 'php-fpm' &&
          /exited on signal/.test(death.message) &&
          cut.some((line) => belongTogether(line, death)),
      );
      const reload = reloads.findLast(({ at }) => cut.some((line) => within(line.at, at)));
      if (reload === undefined || crashed) return [];
      const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
      return [
        {
          subject: subjectOf(program),
          message: `the reload of ${name} at ${showTime(reload.at) ?? '?'} cut off ${cut.length} request${cut.length === 1 ? '' : 's'} that had begun, because process_control_timeout is 0`,
          evidence: [
            limit.evidence,
            { source: reload.source, line: reload.line, text: reload.message, at: showTime(reload.at) },
            ...logEvidence(cut, { program: 'nginx', since: 0, matches: () => true }),
          ],
          remedy: null,
          whyNoRemedy:
            'it is over; process_control_timeout = 10s in the [global] section would let requests end before the next reload',
          sites: sitesOfLinks(links),
        },
      ];
    }),
});

// nginx's log has whole seconds, and the line is written when the request fails.
const within = (at: number, reloadedAt: number): boolean =>
  at >= Math.floor(reloadedAt) && at <= reloadedAt + SECONDS_AFTER;

/** How long a reload waits for requests, with the line that says so. Source: php-fpm.conf(5), which has 0 by default. */
function waitOf(program: FpmProgram) {
  const settings = fpmSettings(program).find(({ name }) => name.toLowerCase() === 'global');
  const option = settings && optionOf(settings.options, 'process_control_timeout');
  const [, digits = '0'] = /^(\d+)\s*[smhd]?$/.exec(option?.value.trim() ?? '') ?? [];
  const unsaid = {
    source: program.configPath,
    line: null,
    text: 'says nothing of process_control_timeout: 0',
    at: null,
  };
  return { seconds: Number(digits), evidence: option === undefined ? unsaid : optionEvidence(option) };
}

function isReloadOf(program: FpmProgram, line: LogLine, all: ReadableFacts['fpm']): boolean {
  const { unit } = program;
  if (line.program !== 'php-fpm') return false;
  if (line.source.startsWith('journal:'))
    return line.source === `journal:${unit ?? ''}` && /^Reloaded /.test(line.message);
  return mayBeLogOf(program, line.source, all) && /^Reloading in progress/.test(line.message);
}

function isCutOff(line: LogLine, links: readonly Link[], paths: ReadableFacts['paths']): boolean {
  if (line.program !== 'nginx') return false;
  if (line.errno !== 104 && !line.message.startsWith('upstream prematurely closed connection')) return false;
  const upstream = upstreamAddress(line);
  return (
    upstream !== null &&
    links.some(({ target: { address } }) => address !== null && sameAddress(address, upstream, paths))
  );
}
