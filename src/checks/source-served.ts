import { defineCheck } from './define-check.ts';
import { siteEvidence } from './evidence/site-status.ts';

/** nginx sends the text of a script to whoever asks, passwords in it too, instead of having PHP run it. */
export const sourceServed = defineCheck({
  cause: 'source-served',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'A site sends the source of its scripts',
  reads: ['sites', 'siteStatuses'],
  run: ({ sites, siteStatuses }) =>
    sites.flatMap(({ id, place }) => {
      const status = siteStatuses.find((each) => each.site === id);
      if (status?.answer?.body !== 'php-source' || status.status === null || status.status >= 300) return [];
      return [
        {
          subject: id,
          message: `${id} answers with the source of a script: nothing hands it to PHP, and whoever asks can read it`,
          evidence: [
            siteEvidence(status),
            { source: place.file, line: place.line, text: 'the server block that answers', at: null },
          ],
          remedy: null,
          whyNoRemedy:
            'to which PHP-FPM the site belongs nobody here can know; until a location hands scripts on, `location ~ \\.php$ { deny all; }` keeps them from being read, and passwords in them are known by now',
          sites: [id],
        },
      ];
    }),
});
