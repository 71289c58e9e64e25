import type { FpmProgram } from '../facts/programs.ts';
import type { Link } from '../facts/topology.ts';
import { parseFpm } from '../formats/fpm/parse.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { noMasterEvidence, unitEvidence } from './evidence/evidence.ts';
import { verdictOf } from './evidence/test-verdict.ts';
import {
  fpmDemands,
  lastChangeOf,
  refusesItsFiles,
  servesElsewhere,
  shortName,
  sitesOfLinks,
  subjectOf,
} from './state/fpm-state.ts';
import { phpsEnd } from './starts/fpm-start.ts';
import { apacheLinks, linkEvidence } from './state/apache-links.ts';
import { missingLogFolders } from './state/log-folders.ts';

/** PHP-FPM's own test refuses its configuration: it can't start, or runs on and couldn't start again. */
export const fpmConfigInvalid = defineCheck({
  cause: 'fpm-config-invalid',
  station: 'listener',
  level: 'manual',
  severity: 'critical',
  title: 'PHP-FPM refuses its own configuration',
  reads: ['fpm', 'links'],
  consults: [
    'nginx',
    'units',
    'paths',
    'processes',
    'logLines',
    'pools',
    'unixListeners',
    'tcpListeners',
    'routes',
    'owners',
    'ownerSearch',
    'siteStatuses',
  ],
  run: (facts) => {
    const { fpm, links, nginx, units, paths, processes, logLines } = facts;
    return fpmDemands(fpm, [...links, ...throughApache(facts)], units).flatMap(
      (demand): readonly (FindingDraft | Undecided)[] => {
        const { program, unit, state, orphans } = demand;
        if (program.test.passed) return [];
        const suffering = [...demand.links, ...orphans].filter(({ listening }) => !listening);
        if (state === 'stopped' && suffering.length === 0 && !servesElsewhere(demand, nginx)) return [];
        if (program.test.noVerdict !== undefined) {
          return [{ undecided: `${program.testCommand.join(' ')} ${program.test.noVerdict}` }];
        }
        if (state === 'running' && startsAnywhere(program)) {
          return [
            {
              undecided: `${program.configPath} has relative paths, and with which --prefix its PHP-FPM was started by hand isn't known`,
            },
          ];
        }
        // That PHP dies by what its ini files have it load is no word of FPM's files.
        if (state === 'stopped' && unit !== undefined && phpsEnd(program.test) !== null) return [];
        const { message, where, evidence } = verdictOf(program.test, program.testCommand);
        const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
        const outcome =
          state === 'running' ? 'it runs on with what it read before, and a restart would fail' : 'it can not start';
        return [
          {
            severity: state === 'running' ? 'warning' : 'critical',
            subject: subjectOf(program),
            message: `${name} refuses its configuration, so ${outcome}: ${message}${where === null ? '' : ` (${where})`}`,
            evidence: [
              evidence,
              unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
              ...suffering.slice(0, 2).map(linkEvidence),
              ...logEvidence(logLines, {
                program: 'php-fpm',
                // It says so before the unit is seen to fail.
                since: lastChangeOf(program, units, processes) - 60,
                matches: (line) => line.message.includes(message) || GAVE_UP.test(line.message),
              }),
            ],
            remedy: null,
            whyNoRemedy: `only who wrote ${where ?? 'the configuration'} knows what was meant; ${program.testCommand.join(' ')} must pass`,
            sites: state === 'running' ? [] : sitesOfLinks(suffering),
            because: refusesItsFiles(program)
              ? []
              : missingLogFolders(program, paths ?? []).map(({ folder }) => `fpm-log-dir-missing:${folder}`),
          },
        ];
      },
    );
  },
});

/** Also what an Apache behind nginx asks, where enough is known to tell. */
const throughApache = (facts: Partial<Parameters<typeof apacheLinks>[0]>): readonly Link[] => {
  const { pools, paths, unixListeners, tcpListeners } = facts;
  return pools && paths && unixListeners && tcpListeners
    ? apacheLinks({ ...facts, pools, paths, unixListeners, tcpListeners })
    : [];
};

/** PHP-FPM's last words over a configuration that it refuses. Source: fpm_conf.c, fpm_main.c. */
const GAVE_UP = /^(?:failed to (?:post process the configuration|load configuration file)|FPM initialization failed)/;

/** Whether nothing tells from which folder a master, which no unit starts, takes its relative includes. */
const startsAnywhere = ({ unit, files }: FpmProgram): boolean =>
  unit === null &&
  files.some(({ path, text }) => parseFpm(path, text).includes.some(({ value }) => !value.startsWith('/')));
