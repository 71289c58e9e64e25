import type { Directive } from '../formats/nginx/directive.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { httpOf, nginxTree } from '../facts/nginx-tree.ts';
import { serversOf } from '../facts/servers.ts';
import type { Site } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Evidence } from './finding.ts';
import { cachedErrorOf } from './state/cached-error.ts';
import { directivesWhere } from './state/directives-where.ts';

/** nginx answers with an error that it has kept in its cache: the program behind isn't asked, and may be well again. */
export const answerFromCache = defineCheck({
  cause: 'answer-from-cache',
  station: 'address',
  level: 'manual',
  severity: 'critical',
  title: 'An error is answered from a cache',
  reads: ['nginx', 'sites', 'siteStatuses'],
  consults: ['routeStatuses', 'pastCaches'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const found = cachedErrorOf(site, facts);
      if (found === undefined) return [];
      const { answer, path, past } = found;
      const says = answer.answer?.cache ?? null;
      const rules = cacheRules(site, facts);
      return [
        {
          subject: site.id,
          message: `${site.id} answers ${path} with ${answer.status ?? ''} from a cache${says === null ? '' : ` (${says})`}: the error was kept, and ${past === null ? 'whoever is behind is not asked for it again' : `whoever is behind answers ${past.status ?? ''} when asked past it`}`,
          evidence: [siteEvidence(answer), ...(past === null ? [] : [siteEvidence(past)]), ...rules],
          remedy: null,
          whyNoRemedy:
            rules.length === 0
              ? 'the cache is not one of this nginx’s own files: whoever runs it can empty it'
              : 'what is in a cache is for whoever runs the site to throw away: empty the folder of its *_cache_path, and keep no errors for long (*_cache_valid 200 301 302 …)',
          sites: [site.id],
        },
      ];
    }),
});

/** What says that and for how long answers are kept: in the site, else for all. */
function cacheRules({ id }: Site, { nginx }: Pick<ReadableFacts, 'nginx'>): readonly Evidence[] {
  const server = serversOf(nginx).find((each) => each.id === id)?.directive;
  const isRule = ({ name, args }: Directive): boolean =>
    /^(?:fastcgi|proxy|uwsgi|scgi)_cache(?:_valid)?$/.test(name) && args[0]?.value !== 'off';
  const http = httpOf(nginxTree(nginx).directives);
  const own = directivesWhere(server, isRule);
  const paths = http.filter(({ name }) => /^(?:fastcgi|proxy|uwsgi|scgi)_cache_path$/.test(name));
  return [...(own.length > 0 ? own : http.filter(isRule)).slice(0, 4), ...paths.slice(0, 2)].map(directiveEvidence);
}
