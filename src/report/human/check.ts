import type { RunReport } from '../../run/host-report.ts';
import { counts } from '../json.ts';
import { findingLines, type Page, skippedLines, troubleLines } from './look.ts';
import { plural } from './wrap.ts';

/** `check` for a person: the verdict in one line, then what is wrong, then what could not be told. */
export function checkText(report: RunReport, page: Page): string {
  const lines = [
    verdict(report, page),
    ...findingLines(report.hosts, page),
    ...troubleLines(report.hosts, page),
    ...skippedLines(report.hosts, page),
    ...whatNext(report),
  ];
  return `${lines.join('\n')}\n`;
}

function verdict(report: RunReport, { paint }: Page): string {
  const { healthy = 0, unhealthy = 0, unreachable = 0, failed = 0 } = counts(report);
  const parts = [
    paint('green', `${healthy} healthy`),
    ...(unhealthy > 0 ? [paint('red', `${unhealthy} unhealthy`)] : []),
    ...(unreachable > 0 ? [paint('red', `${unreachable} unreachable`)] : []),
    ...(failed > 0 ? [paint('red', `${failed} failed`)] : []),
  ];
  return `${paint('bold', plural(report.hosts.length, 'host'))}: ${parts.join(', ')}  (${report.elapsedMs} ms)`;
}

function whatNext({ hosts }: RunReport): readonly string[] {
  const curable = hosts.some(({ findings }) => findings.some(({ remedy }) => remedy !== null));
  return curable ? ['', 'What would be done: suture run fix-502 --check --diff'] : [];
}
