import type { ReadableFacts } from '../facts/known-facts.ts';
import { keptFolders } from '../facts/nginx-settings.ts';
import { plainPath } from '../formats/nginx/conf-path.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { lacksAt, letIn, linesOf, placeEvidence } from './evidence/place-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { ownFolder } from './remedies/folders.ts';
import { remedyOr } from './remedy-or-why.ts';
import { type ClosedPlace, closedPlace } from './state/closed-place.ts';
import { nginxMaster } from './state/nginx-state.ts';
import { gradeOf, type OpenComplaint, openComplaints, sitesOfComplaints } from './state/open-complaints.ts';
import { type Client, nginxClient } from './state/socket-access.ts';

/** nginx's workers may not write where they keep what memory has no room for: long answers, uploads, caches. */
export const tempFolderDenied = defineCheck({
  cause: 'temp-folder-denied',
  station: 'script',
  level: 'guarded',
  severity: 'critical',
  title: 'nginx may not write where it keeps long answers and uploads',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity', 'namedPaths', 'processes', 'accounts', 'nginx'],
  consults: ['links', 'fpm', 'units', 'routeStatuses'],
  run: (facts, { grades }): readonly FindingDraft[] => {
    const client = nginxClient(facts.processes, facts.accounts);
    if (client === null) return [];
    const kept = keptFolders(facts.nginx).map(plainPath);
    const places = new Map<string, { readonly place: Place; readonly complaints: OpenComplaint[] }>();
    for (const complaint of openComplaints(facts)) {
      const folder = kept.find((each) => complaint.by === 'nginx' && complaint.path.startsWith(`${each}/`));
      const place = folder === undefined ? null : placeOf(complaint, folder, client);
      if (place === null) continue;
      const seen = places.get(place.subject);
      if (seen === undefined) places.set(place.subject, { place, complaints: [complaint] });
      else seen.complaints.push(complaint);
    }
    return [...places.values()].map(({ place, complaints }): FindingDraft => {
      const sites = sitesOfComplaints(complaints);
      const { closed, folder, subject } = place;
      const says =
        closed === null
          ? `${subject} does not exist, and nginx's workers, which run as ${client.user}, can't make it`
          : `nginx runs as ${client.user}, which may not ${lacksAt(closed)}`;
      return {
        severity: gradeOf(complaints, facts, grades),
        subject,
        message: `${says}: what memory has no room for goes to ${folder}, so that long answers break off or uploads fail`,
        evidence: [
          ...facts.siteStatuses
            .filter((status) => sites.includes(status.site) && isBroken(status))
            .slice(0, 2)
            .map(siteEvidence),
          ...(closed === null ? [{ source: subject, line: null, text: 'missing', at: null }] : [placeEvidence(closed)]),
          { source: `/proc/${client.pid}`, line: null, text: `nginx's worker runs as ${client.user}`, at: null },
          ...linesOf(complaints.map(({ line }) => line)),
        ],
        ...remedyOr(whyNot(place, client, facts), () =>
          ownFolder({ path: subject, owner: client.user, group: closed?.group ?? '', mode: withOwner(closed?.mode) }),
        ),
        sites,
      };
    });
  },
});

interface Place {
  readonly subject: string;
  /** The folder of nginx's that the complaint is about. */
  readonly folder: string;
  /** Null where it is missing. */
  readonly closed: ClosedPlace | null;
}

function placeOf({ named, errno }: OpenComplaint, folder: string, client: Client): Place | null {
  if (named === undefined) return null;
  const { folders, realPath, path } = named.state;
  const real = realPath.endsWith(path.slice(folder.length))
    ? realPath.slice(0, realPath.length - path.length + folder.length)
    : folder;
  const missing = folders.find(({ exists }) => !exists);
  if (errno === 2 && missing !== undefined && real.concat('/').startsWith(`${missing.path}/`)) {
    return { subject: missing.path, folder, closed: null };
  }
  const closed = errno === 13 ? closedPlace(named, client, 'write') : null;
  return closed === null ? null : { subject: closed.path, folder, closed };
}

/** nginx gives its folders to its user whenever it starts, and uses them as nobody else: what they should be is certain. */
function whyNot(
  { subject, folder, closed }: Place,
  client: Client,
  { nginx, processes }: Pick<ReadableFacts, 'nginx' | 'processes'>,
): string {
  const kept = keptFolders(nginx).map(plainPath);
  if (closed === null)
    return `nginx makes its folders as root whenever it reads its files: \`nginx -t && nginx -s reload\` makes ${subject}`;
  if (nginxMaster(processes)?.uid !== 0)
    return `nginx isn't started by root, so whose ${subject} should be is for whoever set it up to say`;
  if (!kept.includes(subject) || subject !== folder)
    return `${subject} is not nginx's alone: \`${letIn(closed, client.user)}\` lets ${client.user} in and nobody else`;
  return '';
}

/** The same mode, with all that the owner of a folder needs. */
const withOwner = (mode = '0700'): string => (parseInt(mode, 8) | 0o700).toString(8).padStart(4, '0');
