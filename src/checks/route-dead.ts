import { NOTHING_SEARCHED } from '../facts/owners/owner-search.ts';
import { PASS_FORMS } from '../facts/pass-forms.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { isFelt, wayEvidence } from './evidence/way-evidence.ts';
import { ownerText } from './realign/old-owner.ts';
import { proxiesDown } from './proxy-upstream-down.ts';
import { type DeadWay, wayName } from './state/dead-ways.ts';
import { failedUnits } from './state/stopped-service.ts';
import { waysOwnedBy } from './state/owned-ways.ts';

/** A location hands requests on to an address of this host where nobody listens, whatever the site answers elsewhere. */
export const routeDead = defineCheck({
  cause: 'route-dead',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'A location of a site leads to a program that is not there',
  reads: ['sites', 'routes', 'owners', 'siteStatuses', 'tcpListeners', 'unixListeners', 'paths'],
  consults: ['identity', 'routeStatuses', 'logLines', 'processes', 'ownerSearch'],
  run: (facts) => {
    // What breaks a whole site by proxy_pass has a cause of its own.
    const told = new Set(proxiesDown(facts).map(({ place }) => JSON.stringify(place)));
    const groups = new Map<string, DeadWay[]>();
    for (const { way } of waysOwnedBy(['nobody-known'], facts)) {
      if (told.has(JSON.stringify(way.targets[0].pass))) continue;
      const known = groups.get(wayName(way.targets));
      if (known === undefined) groups.set(wayName(way.targets), [way]);
      else known.push(way);
    }
    return [...groups].map(([name, ways]): FindingDraft => {
      const routes = [...new Set(ways.map(({ route }) => route.id))];
      const directives = [...new Set(ways.map(({ kind }) => PASS_FORMS[kind].directive))];
      const owner = ways[0]?.owners[0]?.owner;
      const chosen = ways.some((way) => way.chosen);
      const failed = failedUnits(facts.ownerSearch ?? NOTHING_SEARCHED);
      const hint = failed.names === '' ? '' : `; ${failed.names} failed, and may be what belongs there`;
      return {
        severity: isFelt(ways, facts) ? 'critical' : 'warning',
        subject: name,
        message: `${routes.join(', ')} hand${routes.length === 1 ? 's' : ''} requests on to ${name} by ${directives.join(', ')}${chosen ? ', where a variable says so' : ''}, and nobody listens there`,
        evidence: [...failed.evidence, ...wayEvidence(ways, facts)],
        remedy: null,
        whyNoRemedy:
          owner === undefined || owner.kind === 'nobody'
            ? `no unit, script or container of this host names ${name}: start the program that belongs there, or lead the location to where it is${hint}`
            : `it is ${ownerText(owner)} who should listen there; start that, or lead the location to where its program is${hint}`,
        sites: [...new Set(ways.map(({ route }) => route.site))],
      };
    });
  },
});
