import { poolOption } from '../facts/pools.ts';
import { defineCheck } from './define-check.ts';
import { optionEvidence, poolEvidence, targetEvidence } from './evidence/evidence.ts';
import { probeLines, siteLines } from './evidence/probe-lines.ts';
import { siteEvidence } from './evidence/site-status.ts';

const PATTERN = /Access to the script '([^']*)' has been denied \(see security\.limit_extensions\)/;

/** PHP-FPM refuses to run a script because of how its name ends. */
export const extensionDenied = defineCheck({
  cause: 'extension-denied',
  station: 'script',
  level: 'manual',
  severity: 'warning',
  title: "PHP-FPM refuses a script's extension",
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['links', 'processes'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const status = facts.siteStatuses.find((each) => each.site === site.id);
      const line = status?.status === 403 ? probeLines(site, facts, PATTERN).at(-1) : undefined;
      if (status === undefined || line === undefined) return [];
      const script = PATTERN.exec(line.message)?.[1] ?? '';
      const pools = [
        ...new Map(
          (facts.links ?? [])
            .filter(({ target }) => target.site === site.id)
            .flatMap((link) => link.pools)
            .map((pool) => [pool.id, pool]),
        ).values(),
      ];
      return [
        {
          subject: site.id,
          message: `PHP-FPM runs and answers ${site.id} with 403: it may not run ${script}, by its security.limit_extensions`,
          evidence: [
            siteEvidence(status),
            ...pools.slice(0, 3).map((pool) => {
              const option = poolOption(pool, 'security.limit_extensions');
              return option === undefined
                ? poolEvidence(pool, 'says nothing of security.limit_extensions: only .php and .phar are run')
                : optionEvidence(option);
            }),
            ...site.targets.slice(0, 2).map((target) => targetEvidence(target)),
            ...siteLines(site, facts, PATTERN),
          ],
          remedy: null,
          whyNoRemedy:
            'either nginx hands PHP a path that it should not, or the extension is meant to be run: to loosen a guard is for a person',
          sites: [site.id],
        },
      ];
    }),
});
