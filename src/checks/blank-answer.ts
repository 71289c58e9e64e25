import { defineCheck } from './define-check.ts';
import { targetEvidence } from './evidence/evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';

/** PHP-FPM is told no script to run, so it answers 200 with nothing. */
export const blankAnswer = defineCheck({
  cause: 'blank-answer',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'PHP-FPM is told no script, and answers with nothing',
  reads: ['sites', 'siteStatuses'],
  run: ({ sites, siteStatuses }) =>
    sites.flatMap(({ id, targets, script }) => {
      const status = siteStatuses.find((each) => each.site === id);
      if (targets.length === 0 || script.state !== 'not-given') return [];
      if (status?.status !== 200 || status.answer?.body !== 'empty') return [];
      return [
        {
          subject: id,
          message: `${id} answers 200 with an empty page: no fastcgi_param SCRIPT_FILENAME counts where fastcgi_pass stands, so PHP-FPM is told no script to run`,
          evidence: [siteEvidence(status), ...targets.slice(0, 2).map((target) => targetEvidence(target))],
          remedy: null,
          whyNoRemedy:
            'it is for whoever wrote the site to say where its scripts are; as a rule `include fastcgi.conf;` is missing, which has SCRIPT_FILENAME',
          sites: [id],
        },
      ];
    }),
});
