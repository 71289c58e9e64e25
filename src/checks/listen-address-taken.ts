import { poolOption } from '../facts/pools.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { noMasterEvidence, optionEvidence, poolEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { lastChangeOf, shortName, sitesOfLinks, whoNeeds } from './state/fpm-state.ts';
import type { Listener } from './state/listeners.ts';
import { takenAddresses } from './state/taken-addresses.ts';

/** Another program listens where a stopped PHP-FPM must, and a site suffers from it. */
export const listenAddressTaken = defineCheck({
  cause: 'listen-address-taken',
  station: 'listener',
  level: 'manual',
  severity: 'critical',
  title: 'Another program listens on the address that PHP-FPM must bind',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners', 'siteStatuses'],
  consults: ['units', 'processes', 'logLines'],
  run: (facts) =>
    takenAddresses(facts, facts.units).flatMap(({ demand, pool, holders, links }): readonly FindingDraft[] => {
      const { program, unit } = demand;
      const statuses = facts.siteStatuses.filter(isBroken);
      // Another PHP-FPM may serve the site at this address as well as this one would.
      const suffering = links.filter(
        ({ target, listening }) => !listening || statuses.some(({ site }) => site === target.site),
      );
      if (suffering.length === 0 || pool.listen === null) return [];
      const listen = poolOption(pool, 'listen');
      const address = showAddress(pool.listen);
      const needle = pool.listen.kind === 'unix' ? pool.listen.path : `:${pool.listen.port}`;
      const name = program.unit === null ? `the PHP-FPM of ${program.configPath}` : shortName(program.unit);
      const holder = holders.map(nameOf).join(', ');
      const sites = sitesOfLinks(suffering);
      return [
        {
          subject: address,
          message: `${holder} listens on ${address}, which pool ${pool.name} of ${name} must bind: it can not start, and ${whoNeeds(suffering)} it`,
          evidence: [
            ...holders.slice(0, 3).map((each) => holderEvidence(address, each)),
            listen === undefined ? poolEvidence(pool, `listens on ${address}`) : optionEvidence(listen),
            unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
            ...statuses
              .filter(({ site }) => sites.includes(site))
              .slice(0, 2)
              .map(siteEvidence),
            ...logEvidence(facts.logLines, {
              program: 'php-fpm',
              since: lastChangeOf(program, facts.units, facts.processes) - 5,
              matches: ({ message }) => message.includes(needle) && /in use|already listen/.test(message),
            }),
          ],
          remedy: null,
          whyNoRemedy: `which of the two is meant to have ${address} is not told: stop ${holder}, or give one of them another address; then start ${name}`,
          sites,
        },
      ];
    }),
});

const nameOf = ({ pid, process }: Listener): string =>
  pid === null ? 'a program that only root can name' : `${process ?? '?'} (pid ${pid})`;

const holderEvidence = (address: string, holder: Listener): Evidence => ({
  source: 'ss -lp',
  line: null,
  text: `${address} ${nameOf(holder)}`,
  at: null,
});
