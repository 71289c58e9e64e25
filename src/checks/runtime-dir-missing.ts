import type { Account, HostIdentity } from '../facts/system.ts';
import { defineCheck } from './define-check.ts';
import { noMasterEvidence, optionEvidence, pathEvidence, poolEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { makeRuntimeDir } from './remedies/folders.ts';
import { remedyOr } from './remedy-or-why.ts';
import { lastChangeOf, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { type MissingFolder, missingFolders } from './state/missing-folders.ts';
import { obstaclesOf, whyBarred } from './state/obstacles.ts';
import { poolOption } from '../facts/pools.ts';

/** The folder that a pool's socket belongs in is gone, so PHP-FPM can't bind, or can't be found any more. */
export const runtimeDirMissing = defineCheck({
  cause: 'runtime-dir-missing',
  station: 'listener',
  level: 'auto',
  severity: 'critical',
  title: "The folder for PHP-FPM's socket does not exist",
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners'],
  consults: ['ownerSearch', 'units', 'processes', 'logLines', 'accounts', 'identity'],
  run: (facts) =>
    missingFolders(facts, facts.units).map((missing) => {
      const { folder, demand, pool, path, links } = missing;
      const { program, unit, state } = demand;
      const { barred } = obstaclesOf(demand, facts, facts.units);
      const listen = poolOption(pool, 'listen');
      return {
        subject: folder,
        message: `${folder} does not exist, and pool ${pool.name} must ${state === 'stopped' ? 'bind' : 'be found at'} ${path.path}`,
        evidence: [
          { source: folder, line: null, text: 'no such folder', at: null },
          listen === undefined ? poolEvidence(pool, `listens on ${path.path}`) : optionEvidence(listen),
          pathEvidence(path),
          unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
          ...logEvidence(facts.logLines, {
            program: 'php-fpm',
            // A failed start changes the unit's state right after its last words.
            since: lastChangeOf(program, facts.units, facts.processes) - 5,
            matches: ({ message }) => message.includes(path.path) && /No such file or directory/.test(message),
          }),
        ],
        ...remedyOr(whyNotFolder(missing) || whyNotStartable(program, facts.units) || whyBarred(barred), () =>
          makeRuntimeDir({
            path: folder,
            ...packaged(folder, facts.identity, facts.accounts),
            mode: '0755',
            unit: program.unit ?? '',
            state: state === 'stopped' ? 'started' : 'restarted',
          }),
        ),
        sites: sitesOfLinks(links),
        because: barred,
      };
    }),
});

/** Only /run is emptied at boot and filled by whoever uses it; a folder elsewhere that is gone held more than a socket. */
function whyNotFolder({ folder, direct, path }: MissingFolder): string {
  if (!folder.startsWith('/run/')) return `only folders below /run are made anew; what ${folder} held is not known`;
  return direct ? '' : `more than one folder is missing on the way to ${path.path}`;
}

/** Owner and group as the distribution's package has them. Source: php8.2-fpm.conf of Debian's tmpfiles.d. */
function packaged(folder: string, identity: HostIdentity | undefined, accounts: readonly Account[] | undefined) {
  const debian = /\b(?:debian|ubuntu)\b/.test(`${identity?.os.id ?? ''} ${identity?.os.like ?? ''}`);
  const account = accounts?.find(({ name }) => name === 'www-data');
  return debian && folder === '/run/php' && account !== undefined
    ? { owner: account.name, group: account.group }
    : { owner: 'root', group: 'root' };
}
