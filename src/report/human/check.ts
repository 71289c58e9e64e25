import type { RunReport } from '../../run/host-report.ts';
import { counts } from '../json.ts';
import { findingLines } from './findings.ts';
import { narrowed, nextCommand } from './next-command.ts';
import type { Page } from './page.ts';
import { skippedLines } from './skipped.ts';
import { askedWords } from './asked.ts';
import { troubleLines } from './trouble.ts';
import { plural, showTime } from './wrap.ts';

/** `check` for a person: the verdict in one line, then what is wrong, then what could not be told. */
export function checkText(report: RunReport, page: Page): string {
  const lines = [
    verdict(report, page),
    ...findingLines(report.hosts, page),
    ...troubleLines(report.hosts, page),
    ...skippedLines(report.hosts, page),
    ...whatNext(report, page),
  ];
  return `${lines.join('\n')}\n`;
}

function verdict(report: RunReport, { paint }: Page): string {
  const { healthy = 0, unhealthy = 0, unknown = 0, unreachable = 0, failed = 0 } = counts(report);
  const partly = report.hosts.filter(({ status, skipped }) => status === 'healthy' && skipped.length > 0).length;
  const said = [
    ...askedWords(report.hosts.filter(({ status }) => status === 'healthy')),
    ...(partly > 0 ? [`${partly} not checked in full`] : []),
  ];
  const well = paint('green', `${healthy} healthy`) + (said.length > 0 ? ` (${said.join('; ')})` : '');
  const parts = [
    ...(healthy > 0 ? [well] : []),
    ...(unhealthy > 0 ? [paint('red', `${unhealthy} unhealthy`)] : []),
    ...(unknown > 0 ? [paint('red', `${unknown} unknown`)] : []),
    ...(unreachable > 0 ? [paint('red', `${unreachable} unreachable`)] : []),
    ...(failed > 0 ? [paint('red', `${failed} failed`)] : []),
  ];
  return `${paint('bold', plural(report.hosts.length, 'host'))}: ${parts.join(', ')}  (${showTime(report.elapsedMs)})`;
}

function whatNext({ hosts }: RunReport, page: Page): readonly string[] {
  const curable = hosts.filter(({ findings }) =>
    findings.some(({ remedy, because }) => remedy !== null && because.length === 0),
  );
  if (curable.length === 0) return [];
  const limit = narrowed(
    page,
    curable.map(({ host }) => host),
    hosts.length,
  );
  return nextCommand('To see what would be done about it', ['run', 'fix-502', '--check', '--diff'], page, limit);
}
