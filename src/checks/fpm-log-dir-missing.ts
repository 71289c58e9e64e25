import type { Account } from '../facts/system.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { noMasterEvidence, pathEvidence, unitEvidence } from './evidence/evidence.ts';
import { verdictOf } from './evidence/test-verdict.ts';
import { makeLogDir } from './remedies/folders.ts';
import { remedyOr } from './remedy-or-why.ts';
import { fpmDemands, refusesItsFiles, shortName, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { type MissingLogFolder, missingLogFolders } from './state/log-folders.ts';
import { obstaclesOf, whyBarred } from './state/obstacles.ts';

/** The folder of a log that PHP-FPM opens before it serves is gone: its configuration test fails, and so does its start. */
export const fpmLogDirMissing = defineCheck({
  cause: 'fpm-log-dir-missing',
  station: 'listener',
  level: 'auto',
  severity: 'critical',
  title: "The folder for PHP-FPM's log does not exist",
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners'],
  consults: ['ownerSearch', 'units', 'accounts'],
  run: (facts) =>
    fpmDemands(facts.fpm, facts.links, facts.units).flatMap((demand): readonly FindingDraft[] => {
      const { program, unit, state, orphans } = demand;
      const suffering = [...demand.links, ...orphans].filter(({ listening }) => !listening);
      if (state === 'stopped' && suffering.length === 0) return [];
      const barred = obstaclesOf(demand, facts, facts.units).barred.filter((key) => !key.startsWith('fpm-config-'));
      const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
      return missingLogFolders(program, facts.paths).map((missing) => {
        const { folder, path } = missing;
        const outcome = state === 'running' ? 'runs on, and could not start again' : 'can not start';
        return {
          severity: state === 'running' ? 'warning' : 'critical',
          subject: folder,
          message: `${folder} does not exist, and ${name} must open ${path.path} in it: it ${outcome}`,
          evidence: [
            { source: folder, line: null, text: 'no such folder', at: null },
            verdictOf(program.test, program.testCommand).evidence,
            pathEvidence(path),
            unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
          ],
          ...remedyOr(
            whyNotFolder(missing) ||
              whyNotStartable(program, facts.units) ||
              (refusesItsFiles(program) ? 'its files are refused for more than that' : '') ||
              whyBarred(barred),
            () =>
              makeLogDir({
                path: folder,
                ...packaged(folder, facts.accounts),
                unit: program.unit ?? '',
                state: state === 'running' ? 'running' : 'started',
              }),
          ),
          sites: state === 'running' ? [] : sitesOfLinks(suffering),
          because: barred,
        };
      });
    }),
});

function whyNotFolder({ folder, direct, path }: MissingLogFolder): string {
  if (!folder.startsWith('/var/log/'))
    return `only folders below /var/log are made anew; what ${folder} was is not known`;
  return direct ? '' : `more than one folder is missing on the way to ${path.path}`;
}

/** As the distribution's package has it: php-fpm.spec of Fedora and its kin; Debian's logs stand in /var/log itself. */
function packaged(folder: string, accounts: readonly Account[] | undefined) {
  const account = accounts?.find(({ name }) => name === 'apache');
  return folder === '/var/log/php-fpm' && account !== undefined
    ? { owner: account.name, group: 'root', mode: '0770' }
    : { owner: 'root', group: 'root', mode: '0755' };
}
