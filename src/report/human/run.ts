import type { ChangeView, HostReport, RunReport } from '../../run/host-report.ts';
import { counts } from '../json.ts';
import { groupBy } from './group.ts';
import { findingLines, names, type Page, showSite, skippedLines, troubleLines } from './look.ts';
import type { Paint } from './style.ts';
import { labelled, plural, wrap } from './wrap.ts';

/** What the view of a run shows beyond the recap. */
export interface RunPage extends Page {
  readonly diff: boolean;
}

/** What would be, or was, done: findings, changes, refusals. Hosts with the same plan stand together. */
export function planText(hosts: readonly HostReport[], page: RunPage): string {
  const planned = hosts.filter(({ changes }) => changes.length > 0);
  const lines = [
    ...findingLines(hosts, page),
    ...groupBy(planned, ({ changes }) => JSON.stringify(changes.map(({ summary, diff }) => [summary, diff]))).flatMap(
      (group) => planLines(group, page),
    ),
    ...refusalLines(hosts, page),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function planLines(group: readonly HostReport[], page: RunPage): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { paint, width } = page;
  return [
    '',
    `${paint('bold', 'plan')}  ${plural(group.length, 'host')}: ${names(group.map(({ host }) => host))}`,
    ...first.changes.flatMap((change) => changeLines(change, page)),
    ...labelled('rehearsed', rehearsal(first), width),
  ];
}

function changeLines(
  { id, summary, step, diff }: ChangeView,
  { paint, width, diff: wanted }: RunPage,
): readonly string[] {
  const head = wrap(`${id} ${summary}  [${step}]`, width, '  ');
  if (!wanted || diff === '') return head;
  const body = diff.trimEnd().split('\n');
  return [...head, ...body.map((line) => `     ${paintDiff(line, paint)}`)];
}

function paintDiff(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}

function rehearsal({ rehearsed, whyNotRehearsed }: HostReport): string {
  if (rehearsed === true) return 'yes: the real programs accept the new files';
  return `no: ${whyNotRehearsed ?? 'no file is written, so there is nothing to test beforehand'}`;
}

function refusalLines(hosts: readonly HostReport[], { width }: Page): readonly string[] {
  const all = hosts.flatMap(({ host, refused }) => refused.map((refusal) => ({ host, ...refusal })));
  const waiting = hosts.flatMap(({ host, needsApproval }) => needsApproval.map((finding) => ({ host, finding })));
  return [
    ...groupBy(all, ({ finding, why }) => `${finding}\0${why}`).flatMap((group) =>
      group
        .slice(0, 1)
        .flatMap(({ finding, why }) => [
          '',
          ...wrap(
            `left alone on ${names(group.map(({ host }) => host))}: ${finding ?? 'this host'}: ${why}`,
            width,
            '',
          ),
        ]),
    ),
    ...groupBy(waiting, ({ finding }) => finding).flatMap((group) =>
      group
        .slice(0, 1)
        .flatMap(({ finding }) => [
          '',
          `needs approval on ${names(group.map(({ host }) => host))}: ${finding} (--approve ${finding.split(':')[0] ?? ''})`,
        ]),
    ),
  ];
}

/** How it ended, host by host in Ansible's words, and how to take it back. */
export function recapText(report: RunReport, page: RunPage): string {
  const width = Math.max(...report.hosts.map(({ host }) => host.length), 4);
  const busy = report.hosts.filter(({ status }) => status !== 'ok');
  const shown = report.hosts.length <= 20 ? report.hosts : busy;
  const lines = [
    ...troubleLines(report.hosts, page),
    ...(page.verbosity > 0 ? skippedLines(report.hosts, page) : []),
    '',
    page.paint('bold', report.dry ? 'RECAP (dry run: nothing was changed)' : 'RECAP'),
    ...shown.map((host) => `${host.host.padEnd(width)} : ${recapLine(host, page.paint)}`),
    ...(shown.length < report.hosts.length ? [`${report.hosts.length - shown.length} more : ok`] : []),
    `${plural(report.hosts.length, 'host')}: ${totals(report)}  (${report.elapsedMs} ms)`,
    ...whatNext(report),
  ];
  return `${lines.join('\n')}\n`;
}

function recapLine({ status, changes, verify, sites }: HostReport, paint: Paint): string {
  const colour = GOOD.has(status) ? 'green' : status === 'changed' || status === 'would-change' ? 'yellow' : 'red';
  const count = changes.filter(({ kind }) => kind !== 'gate').length;
  const now = sites.slice(0, 3).map((site) => {
    const before = verify?.before.sites.find((each) => each.site === site.site);
    return before === undefined || before.status === site.status
      ? showSite(site)
      : `${site.site} ${before.status ?? 'no answer'} -> ${site.status ?? 'no answer'}`;
  });
  const more = sites.length > 3 ? [`${sites.length - 3} more sites`] : [];
  return [paint(colour, status.padEnd(14)), ...(count > 0 ? [plural(count, 'change')] : []), ...now, ...more].join(
    '  ',
  );
}

const GOOD: ReadonlySet<string> = new Set(['ok', 'healthy']);

function totals(report: RunReport): string {
  const parts = Object.entries(counts(report)).filter(([, count]) => count > 0);
  return parts.map(([status, count]) => `${count} ${status}`).join(', ');
}

function whatNext({ run, dry, command, hosts }: RunReport): readonly string[] {
  const any = (status: HostReport['status']): boolean => hosts.some((host) => host.status === status);
  if (dry) return any('would-change') ? ['', 'To apply this: the same command without --check'] : [];
  if (command === 'run' && any('changed')) return ['', `To take it back: suture rollback ${run}`];
  return [];
}
