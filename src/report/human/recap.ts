import { leavesHostAsIs, type HostReport, type HostStatus, type RunReport } from '../../run/host-report.ts';
import { counts } from '../json.ts';
import { showSite } from './findings.ts';
import { narrowed, nextCommand } from './next-command.ts';
import type { Page, RunPage } from './page.ts';
import { skippedLines } from './skipped.ts';
import type { Paint } from './style.ts';
import { troubleLines } from './trouble.ts';
import { inLine, plural, showTime } from './wrap.ts';

/** Fleets up to this size are recapped host by host; of larger ones, the hosts on which anything happened. */
const SMALL = 20;

/** How it ended, host by host in Ansible's words, and what to type next. */
export function recapText(report: RunReport, page: RunPage): string {
  const { hosts, dry } = report;
  const shown = hosts.length <= SMALL ? hosts : hosts.filter(({ status }) => status !== 'ok');
  const column = Math.max(...shown.map(({ host }) => host.length), 4);
  const lines = [
    ...troubleLines(hosts, page),
    ...skippedLines(hosts, page),
    '',
    page.paint('bold', dry ? 'RECAP (dry run: nothing was changed)' : 'RECAP'),
    ...shown.map((host) => recapLine(host, report.command, column, page)),
    ...(shown.length < hosts.length ? [`${plural(hosts.length - shown.length, 'host')} more : ok`] : []),
    `${plural(hosts.length, 'host')}: ${totals(report)}  (${showTime(report.elapsedMs)})`,
    ...whatNext(report, page),
  ];
  return `${lines.join('\n')}\n`;
}

function recapLine(report: HostReport, command: RunReport['command'], column: number, { paint, width }: Page): string {
  const { host, status, changes } = report;
  const count = changes.filter((change) => !leavesHostAsIs(change)).length;
  const head = `${inLine(host).padEnd(column)} : `;
  const told = `${status.padEnd(12)}${count > 0 ? `  ${plural(count, 'change')}` : ''}  `;
  const sites = fitting(sitesNow(report), width - head.length - told.length);
  return `${head}${paintStatus(status, command, paint)}${told.slice(status.length)}${sites}`.trimEnd();
}

/** As many of these as fit, and how many more there are. */
function fitting(sites: readonly string[], room: number): string {
  for (let shown = sites.length; shown > 0; shown -= 1) {
    const more = sites.length - shown;
    const line = [...sites.slice(0, shown), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
    if (line.length <= room) return line;
  }
  return sites.length === 0 ? '' : plural(sites.length, 'site');
}

/** What sites answer, and what they answered before where that was something else. */
function sitesNow({ sites, verify }: HostReport): readonly string[] {
  return sites.map((site) => {
    const before = verify?.before.sites.find((each) => each.site === site.site);
    if (before === undefined || before.status === site.status) return showSite(site);
    return inLine(`${site.site} ${before.status ?? 'no answer'} -> ${site.status ?? 'no answer'}`);
  });
}

function paintStatus(status: HostStatus, command: RunReport['command'], paint: Paint): string {
  if (status === 'ok' || (status === 'rolled-back' && command !== 'run')) return paint('green', status);
  return paint(status === 'changed' || status === 'would-change' ? 'yellow' : 'red', status);
}

function totals(report: RunReport): string {
  const parts = Object.entries(counts(report)).filter(([, count]) => count > 0);
  return parts.map(([status, count]) => `${count} ${status}`).join(', ');
}

const isLeftChanged = ({ status, changes }: HostReport): boolean =>
  status === 'changed' ||
  changes.some((change) => change.afterwards && change.state === 'done' && !leavesHostAsIs(change));

function whatNext({ run, dry, command, hosts }: RunReport, page: RunPage): readonly string[] {
  const hostsThat = (status: HostStatus): readonly string[] =>
    hosts.filter((host) => host.status === status).map(({ host }) => host);
  const wouldChange = hostsThat('would-change');
  if (dry && wouldChange.length > 0) {
    return nextCommand('To do this', page.again, page, narrowed(page, wouldChange, hosts.length));
  }
  if (command === 'rollback' || !hosts.some(isLeftChanged)) return [];
  return nextCommand('To take it back', ['rollback', run], page, null);
}
