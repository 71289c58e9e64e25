import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolValue } from '../facts/pools.ts';
import { defineCheck, type ErrorGrades, type FindingDraft } from './define-check.ts';
import { lacksAt, letIn, linesOf, placeEvidence } from './evidence/place-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import type { Severity } from './finding.ts';
import { closedPlace, type ClosedPlace } from './state/closed-place.ts';
import { gradeOf, type OpenComplaint, openComplaints, sitesOfComplaints } from './state/open-complaints.ts';
import { clientNamed } from './state/socket-access.ts';

/** An application may not use a folder or file that it needs: sessions, caches, logs, uploads. */
export const appFolderDenied = defineCheck({
  cause: 'app-folder-denied',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: "A pool's user may not use a folder of its application",
  reads: ['sites', 'siteStatuses', 'logLines', 'identity', 'namedPaths', 'accounts', 'links'],
  consults: ['fpm', 'units', 'processes', 'routeStatuses'],
  run: (facts, { grades }): readonly FindingDraft[] => {
    const places = new Map<string, Denied[]>();
    for (const denied of openComplaints(facts).flatMap((complaint) => deniedBy(complaint, facts))) {
      const key = `${denied.user} ${denied.path}`;
      places.set(key, [...(places.get(key) ?? []), denied]);
    }
    return [...places.values()].flatMap((all): readonly FindingDraft[] => {
      const [first] = all;
      if (first === undefined) return [];
      const { user, pool, path, place } = first;
      const complaints = all.map(({ complaint }) => complaint);
      const sites = sitesOfComplaints(complaints);
      const what =
        place === null
          ? `${path} does not exist, where ${user} of pool ${pool} keeps its sessions`
          : `pool ${pool} runs as ${user}, which may not ${lacksAt(place)}`;
      const wanted = first.complaint.path;
      return [
        {
          severity: severityOf(complaints, facts, grades),
          subject: path,
          message: `${what}${wanted === path ? '' : `: it is asked for ${wanted}`}`,
          evidence: [
            ...facts.siteStatuses
              .filter(({ site }) => sites.includes(site))
              .slice(0, 2)
              .map(siteEvidence),
            ...(place === null ? [{ source: path, line: null, text: 'missing', at: null }] : [placeEvidence(place)]),
            ...linesOf(complaints.map(({ line }) => line)),
          ],
          remedy: null,
          whyNoRemedy:
            place === null
              ? `whose ${path} should be, and who may read the sessions in it, is for whoever set the path to say`
              : `${path} belongs to ${place.owner}: \`${letIn(place, user)}\` lets ${user} in and nobody else, if that is meant`,
          sites,
        },
      ];
    });
  },
});

interface Denied {
  readonly complaint: OpenComplaint;
  readonly user: string;
  readonly pool: string;
  readonly path: string;
  /** Null where the folder is missing. */
  readonly place: ClosedPlace | null;
}

/** EPERM, EACCES; of what is missing only folders of sessions are told, as applications look for much that isn't there. */
function deniedBy(complaint: OpenComplaint, { accounts }: Pick<ReadableFacts, 'accounts'>): readonly Denied[] {
  const { by, errno, wanted, named, pools, line } = complaint;
  if (by !== 'php' || wanted === 'script' || named === undefined) return [];
  const users = new Map(pools.map((pool) => [poolValue(pool, 'user') ?? '', pool.name]));
  return [...users].flatMap(([name, pool]): readonly Denied[] => {
    const client = clientNamed(name, accounts);
    if (client === null) return [];
    const { user } = client;
    const missing = named.state.folders.find(({ exists }) => !exists)?.path;
    if (errno === 2 && missing !== undefined && /session_start\(\)/.test(line.message))
      return [{ complaint, user, pool, path: missing, place: null }];
    const place = errno === 13 || errno === 1 ? closedPlace(named, client, wanted) : null;
    return place === null ? [] : [{ complaint, user, pool, path: place.path, place }];
  });
}

/** A request that ended by an error of its own would have failed anyway, unless that error speaks of the path. */
function severityOf(
  complaints: readonly OpenComplaint[],
  facts: Pick<ReadableFacts, 'siteStatuses'>,
  grades: ErrorGrades,
): Severity {
  const severity = gradeOf(complaints, facts, grades);
  const decides = complaints.some(({ own, line, path }) => {
    const fatal = /PHP (?:Fatal|Parse) error:[^\n]*/.exec(line.message)?.[0];
    return own && (fatal === undefined || fatal.includes(path));
  });
  return severity === 'critical' && !decides ? 'warning' : severity;
}
