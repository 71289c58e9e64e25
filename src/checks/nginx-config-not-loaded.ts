import type { Unit } from '../facts/system.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { refuses } from '../facts/programs.ts';
import type { Link, Site } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { changedEvidence, showTime } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import type { Evidence } from './finding.ts';
import { nginxReload } from './remedies/reload-nginx.ts';
import { service } from './remedies/service.ts';
import { remedyOr } from './remedy-or-why.ts';
import { pathOf, sameAddress } from './state/listeners.ts';
import { nginxLoadedAt } from './state/nginx-state.ts';
import { unboundAtReload } from './starts/unbound-at-reload.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';

/** nginx runs with an older configuration than its files have, and by the files its broken sites should work. */
export const nginxConfigNotLoaded = defineCheck({
  cause: 'nginx-config-not-loaded',
  station: 'address',
  level: 'guarded',
  severity: 'critical',
  title: 'nginx runs with an older configuration than its files have',
  reads: ['nginx', 'processes', 'sites', 'links', 'paths', 'siteStatuses'],
  consults: ['units', 'logLines', 'unixListeners', 'tcpListeners'],
  run: (facts) => {
    const { nginx, processes, sites, links, siteStatuses } = facts;
    const loadedAt = nginxLoadedAt(processes);
    if (loadedAt === null) return [];
    const changed = nginx.files.filter(({ changedAt }) => changedAt > loadedAt);
    if (changed.length === 0) return [];
    const suffering = siteStatuses.flatMap((status) => {
      const site = sites.find(({ id }) => id === status.site);
      const own = links.filter(({ target }) => target.site === status.site);
      if (site === undefined || !isBroken(status) || !own.every((link) => works(link, facts.paths))) return [];
      const verdict = verdictOf(
        site,
        own,
        changed.map(({ path }) => path),
        loadedAt,
        facts,
      );
      return own.length > 0 && verdict.stale ? [{ site, status, evidence: verdict.evidence }] : [];
    });
    if (suffering.length === 0) return [];
    const { unit, state, unreached, why: forbidden } = nginxReload(facts);
    const why = forbidden || (unboundAtReload(facts).map(({ says }) => `a reload would fail: ${says}`)[0] ?? '');
    return [
      {
        subject: unit?.name ?? nginx.configPath,
        message: `nginx read its files at ${showTime(loadedAt) ?? '?'}, before they changed; by the files ${suffering.map(({ site }) => site.id).join(', ')} should work${unreached === '' ? '' : `; ${unreached}`}`,
        evidence: [
          ...(unreached === '' || unit?.pidFile === undefined ? [] : [pidFileEvidence(unit.pidFile)]),
          ...changed.slice(0, 3).map(changedEvidence),
          ...suffering.slice(0, 3).flatMap(({ status, evidence }) => [siteEvidence(status), ...evidence]),
        ],
        ...remedyOr(why, () =>
          service({ unit: unit?.name ?? '', state }, state === 'reloaded' ? 'guarded' : 'approve'),
        ),
        sites: suffering.map(({ site }) => site.id),
        because: [
          ...(refuses(nginx.test) ? [`nginx-config-invalid:${nginx.configPath}`] : []),
          ...(unit === undefined ? [] : [`orphan-master:${unit.name}`, `bind-failed:${unit.name}`]),
        ],
      },
    ];
  },
});

const pidFileEvidence = ({ path, says }: NonNullable<Unit['pidFile']>): Evidence => ({
  source: path,
  line: null,
  text: says === null ? 'no such file' : says === '' ? 'an empty file' : says,
  at: null,
});

const works = ({ listening, target }: Link, paths: ReadableFacts['paths']): boolean =>
  listening && pathOf(target.address, paths)?.nginxMayConnect !== false;

/**
 * A complaint about an address that the site's files don't have shows that the running nginx has other files. One about
 * an address that they do have shows the reverse: the fault lies elsewhere. Without any, a changed file of the site's
 * own must do.
 */
function verdictOf(
  site: Site,
  own: readonly Link[],
  changed: readonly string[],
  loadedAt: number,
  { logLines, paths }: Partial<Pick<ReadableFacts, 'logLines'>> & Pick<ReadableFacts, 'paths'>,
): { readonly stale: boolean; readonly evidence: readonly Evidence[] } {
  const speaksOfSite = ({ server }: { readonly server: string | null }): boolean =>
    site.names.includes(server ?? '') || ((server ?? '') === '' && site.names.length === 0);
  const lines = (wanted: 'written' | 'gone') =>
    logEvidence(logLines, {
      program: 'nginx',
      since: loadedAt,
      matches: (line) => {
        const upstream = upstreamAddress(line);
        if (upstream === null || !speaksOfSite(line)) return false;
        const written = own.some(
          ({ target: { address } }) => address !== null && sameAddress(address, upstream, paths),
        );
        return written === (wanted === 'written');
      },
    });
  const gone = lines('gone');
  if (gone.length > 0) return { stale: true, evidence: gone };
  const files = own.flatMap(({ target }) => [target.source.file, target.pass.file, site.place.file]);
  return { stale: lines('written').length === 0 && files.some((file) => changed.includes(file)), evidence: [] };
}
