import type { ReadableFacts } from '../facts/known-facts.ts';
import { keptFolders } from '../facts/nginx-settings.ts';
import { errorLogFiles } from '../facts/nginx-logs.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { lacksAt, letIn, linesOf, placeEvidence } from './evidence/place-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { deniedScripts } from './state/denied-scripts.ts';
import { closedPlace, type ClosedPlace } from './state/closed-place.ts';
import { rootOf } from './state/root-of.ts';
import { gradeOf, type OpenComplaint, openComplaints, sitesOfComplaints } from './state/open-complaints.ts';
import { nginxClient } from './state/socket-access.ts';

/** nginx's workers, or PHP-FPM's, may not reach or read what a site is made of. */
export const documentRootDenied = defineCheck({
  cause: 'document-root-denied',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: "nginx or PHP-FPM may not read a site's files",
  reads: ['sites', 'siteStatuses', 'logLines', 'identity', 'namedPaths', 'processes', 'accounts'],
  consults: ['nginx', 'links', 'fpm', 'units', 'routeStatuses', 'paths'],
  run: (facts, { grades }): readonly FindingDraft[] => {
    const closed = [...deniedToNginx(facts), ...deniedScripts(facts)];
    const places = new Map<string, Denied[]>();
    for (const each of closed) {
      const key = `${each.user} ${each.place.path}`;
      places.set(key, [...(places.get(key) ?? []), each]);
    }
    return [...places.values()].flatMap((denied): readonly FindingDraft[] => {
      const [first] = denied;
      if (first === undefined) return [];
      const { who, user, place } = first;
      const complaints = denied.map(({ complaint }) => complaint);
      const sites = sitesOfComplaints(complaints);
      const roots = sites.flatMap((site) => rootOf(site, facts)).slice(0, 2);
      return [
        {
          severity: gradeOf(complaints, facts, grades),
          subject: place.path,
          message: `${who} runs as ${user}, which may not ${lacksAt(place)}${place.path === complaints[0]?.path ? '' : ` on the way to ${complaints[0]?.path ?? ''}`}`,
          evidence: [
            ...facts.siteStatuses
              .filter(({ site }) => sites.includes(site))
              .slice(0, 2)
              .map(siteEvidence),
            placeEvidence(place),
            ...roots.map(directiveEvidence),
            ...linesOf(complaints.flatMap(({ line }) => line ?? [])),
          ],
          remedy: null,
          whyNoRemedy: `${place.path} belongs to ${place.owner}, who says whom it is open to: \`${letIn(place, user)}\` lets ${user} in and nobody else`,
          sites,
        },
      ];
    });
  },
});

interface Denied {
  readonly who: 'nginx' | 'PHP-FPM';
  readonly user: string;
  readonly place: ClosedPlace;
  readonly complaint: Pick<OpenComplaint, 'own' | 'sites' | 'path'> & { readonly line: OpenComplaint['line'] | null };
}

type Facts = Parameters<typeof openComplaints>[0] &
  Pick<ReadableFacts, 'processes' | 'accounts'> &
  Partial<Pick<ReadableFacts, 'nginx' | 'paths'>>;

function deniedToNginx(facts: Facts): readonly Denied[] {
  const client = nginxClient(facts.processes, facts.accounts);
  if (client === null) return [];
  const { nginx } = facts;
  const kept =
    nginx === undefined ? [] : [...keptFolders(nginx).map((folder) => `${folder}/`), ...errorLogFiles(nginx)];
  return openComplaints(facts).flatMap((complaint): readonly Denied[] => {
    const { by, errno, path, named } = complaint;
    if (by !== 'nginx' || errno !== 13 || named === undefined || kept.some((each) => path.startsWith(each))) return [];
    const place = closedPlace(named, client, 'read');
    return place === null ? [] : [{ who: 'nginx', user: client.user, place, complaint }];
  });
}
