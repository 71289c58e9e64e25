import type { Evidence, Finding } from '../../checks/finding.ts';
import type { HostReport, SiteView } from '../../run/host-report.ts';
import { groupBy } from './group.ts';
import type { Paint } from './style.ts';
import { timelineLines } from './timeline.ts';
import { labelled, plural, wrap } from './wrap.ts';

/** What the human views need to know of the terminal. */
export interface Page {
  readonly paint: Paint;
  readonly width: number;
  /** 0 shows what is wrong; 1 also what could not be checked on each host, and whole evidence. */
  readonly verbosity: number;
}

interface HostFinding {
  readonly host: HostReport;
  readonly finding: Finding;
}

/** Findings, hosts with the same one together, root causes first, each with its evidence and remedy. */
export function findingLines(hosts: readonly HostReport[], page: Page): readonly string[] {
  const all = hosts.flatMap((host) => host.findings.map((finding): HostFinding => ({ host, finding })));
  const roots = all.filter(({ finding }) => finding.because.length === 0);
  return groupBy(roots, ({ finding }) => `${finding.cause}\0${finding.subject}\0${finding.message}`).flatMap((group) =>
    groupLines(group, page),
  );
}

function groupLines(group: readonly HostFinding[], page: Page): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { finding, host } = first;
  const { paint, width } = page;
  const colour = finding.severity === 'critical' ? 'red' : 'yellow';
  const symptoms = host.findings.filter((each) =>
    each.because.some((key) => key === `${finding.cause}:${finding.subject}`),
  );
  return [
    '',
    `${paint('bold', paint(colour, finding.cause))}  ${finding.severity}, ${plural(group.length, 'host')}: ${names(group.map((each) => each.host.host))}`,
    ...wrap(finding.message, width, '  '),
    ...finding.evidence.slice(0, page.verbosity > 0 ? undefined : 4).flatMap((each) => evidenceLines(each, page)),
    ...siteLines(finding, host, page),
    ...symptoms.flatMap(({ cause, message }) => labelled('so also', `${cause}: ${message}`, width)),
    ...remedyLines(finding, page),
    // A host's other findings have the same past.
    ...(finding === host.findings[0] ? timelineLines(host, group.length > 1, page) : []),
  ];
}

/** At most ten names, and how many more. */
export const names = (hosts: readonly string[]): string =>
  hosts.length <= 10 ? hosts.join(', ') : `${hosts.slice(0, 10).join(', ')} and ${hosts.length - 10} more`;

function evidenceLines({ source, line, text, at }: Evidence, { paint, width, verbosity }: Page): readonly string[] {
  const where = line === null ? source : `${source}:${line}`;
  const when = at === null ? '' : ` at ${at}`;
  const limit = verbosity > 0 ? Number.POSITIVE_INFINITY : 240;
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return [...labelled('evidence', paint('dim', `${where}${when}`), width), ...wrap(shown, width, ' '.repeat(15))];
}

function siteLines(finding: Finding, { sites }: HostReport, { width }: Page): readonly string[] {
  const hurt = sites.filter(({ site }) => finding.sites.includes(site));
  if (hurt.length === 0) return [];
  return labelled('sites', hurt.map(showSite).join(', '), width);
}

/** `example.com:80 answers 502`. */
export const showSite = ({ site, status, error }: SiteView): string =>
  status === null ? `${site} gives no answer (${error ?? 'nothing came'})` : `${site} answers ${status}`;

function remedyLines({ remedy, whyNoRemedy }: Finding, { paint, width }: Page): readonly string[] {
  if (remedy === null) return labelled('no remedy', whyNoRemedy, width);
  return labelled('remedy', `${paint('cyan', remedy.step)} (${remedy.level}): ${remedy.summary}`, width);
}

/** Hosts that couldn't be looked at, those with the same reason together. */
export function troubleLines(hosts: readonly HostReport[], { paint, width }: Page): readonly string[] {
  const troubled = hosts.filter(({ error }) => error !== null);
  return groupBy(troubled, ({ status, error }) => `${status}\0${error?.reason}\0${error?.message}`).flatMap((group) => {
    const [{ status, error }] = group as readonly [HostReport, ...HostReport[]];
    return [
      '',
      `${paint('bold', paint('red', status))}  ${error?.reason}, ${plural(group.length, 'host')}: ${names(group.map(({ host }) => host))}`,
      ...(error === null ? [] : wrap(error.message, width, '  ')),
      ...(error?.hint == null ? [] : labelled('hint', error.hint, width)),
    ];
  });
}

/** What nobody could tell, said once for all hosts that are alike in it. */
export function skippedLines(hosts: readonly HostReport[], { width, verbosity }: Page): readonly string[] {
  const all = hosts.flatMap(({ host, skipped }) => skipped.map(({ cause, why }) => ({ host, cause, why })));
  if (all.length === 0) return [];
  const hostsWith = new Set(all.map(({ host }) => host)).size;
  if (verbosity === 0) {
    const causes = [...new Set(all.map(({ cause }) => cause))];
    return ['', ...wrap(`not checked on ${plural(hostsWith, 'host')}: ${causes.join(', ')} (-v says why)`, width, '')];
  }
  return [
    '',
    'not checked',
    ...groupBy(all, ({ cause, why }) => `${cause}\0${why}`).flatMap((group) =>
      group
        .slice(0, 1)
        .flatMap(({ cause, why }) => wrap(`${cause} (${names(group.map(({ host }) => host))}): ${why}`, width, '  ')),
    ),
  ];
}
