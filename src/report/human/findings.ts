import { type Finding, findingKey } from '../../checks/finding.ts';
import type { HostReport, SiteView } from '../../run/host-report.ts';
import { evidenceLines } from './evidence.ts';
import { type Group, groupBy } from './group.ts';
import { hostsNamed } from './names.ts';
import type { Page } from './page.ts';
import { timelineLines } from './timeline.ts';
import { inLine, labelled, wrap } from './wrap.ts';

interface HostFinding {
  readonly host: HostReport;
  readonly finding: Finding;
}

/** Root causes, hosts with the same one together, each with its evidence, its symptoms and its remedy. */
export function findingLines(hosts: readonly HostReport[], page: Page): readonly string[] {
  const all = hosts.flatMap((host) => host.findings.map((finding): HostFinding => ({ host, finding })));
  const roots = all.filter(({ finding }) => finding.because.length === 0);
  return groupBy(roots, ({ finding: { cause, subject, message, whyNoRemedy, remedy } }) =>
    JSON.stringify([cause, subject, message, whyNoRemedy, remedy?.summary]),
  ).flatMap((group) => groupLines(group, page));
}

function groupLines(group: Group<HostFinding>, page: Page): readonly string[] {
  const [{ finding, host }] = group;
  const { width } = page;
  return [
    '',
    ...headLines(finding, page),
    ...wrap(hostsNamed(group.map((each) => each.host.host)), width, '  '),
    ...wrap(inLine(finding.message), width, '  '),
    ...(group.length > 1 ? labelled('as on', inLine(host.host), width) : []),
    ...evidenceLines(finding, page),
    ...siteLines(finding, host, page),
    ...symptomLines(finding, host, page),
    ...remedyLines(finding, page),
    // A host's other findings have the same past.
    ...(finding === host.findings[0] ? timelineLines(host, page) : []),
  ];
}

function headLines({ cause, severity, subject }: Finding, { paint, width }: Page): readonly string[] {
  const colour = severity === 'critical' ? 'red' : 'yellow';
  const [first = '', ...rest] = wrap(`${cause} (${severity}): ${inLine(subject)}`, width, '  ');
  return [`${paint('bold', paint(colour, cause))}${first.trimStart().slice(cause.length)}`, ...rest];
}

function siteLines(finding: Finding, { sites }: HostReport, { width }: Page): readonly string[] {
  const hurt = sites.filter(({ site }) => finding.sites.includes(site));
  return hurt.length === 0 ? [] : labelled('sites', hurt.map(showSite).join(', '), width);
}

/** `example.com:80 answers 502`. */
export const showSite = ({ site, status, error }: SiteView): string =>
  inLine(status === null ? `${site} gives no answer (${error ?? 'nothing came'})` : `${site} answers ${status}`);

function symptomLines(root: Finding, { findings }: HostReport, { width }: Page): readonly string[] {
  return findings
    .filter(({ because }) => because.includes(findingKey(root)))
    .flatMap(({ cause, message }) => labelled('so also', inLine(`${cause}: ${message}`), width));
}

function remedyLines({ remedy, whyNoRemedy }: Finding, { paint, width }: Page): readonly string[] {
  if (remedy === null) return labelled('no remedy', inLine(whyNoRemedy), width);
  const text = inLine(`${remedy.step} (${remedy.level}): ${remedy.summary}`);
  const [first = '', ...rest] = labelled('remedy', text, width);
  const premises = (remedy.premises ?? []).flatMap((premise) => labelled('rests on', inLine(premise), width));
  return [first.replace(remedy.step, (step) => paint('cyan', step)), ...rest, ...premises];
}
