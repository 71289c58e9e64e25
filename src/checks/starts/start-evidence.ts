import type { LogLine } from '../../facts/log-line.ts';
import { showTime, unitEvidence } from '../evidence/evidence.ts';
import type { FindingDraft } from '../define-check.ts';
import type { Evidence } from '../finding.ts';
import type { StartFault } from './start-reason.ts';

/** What was said of a unit's last start, the program's own words first, and what systemd makes of it. */
export const startEvidence = ({ start: { unit, lines: all } }: StartFault): readonly Evidence[] => {
  const lines = [...new Map(all.map((line) => [line.text, line])).values()];
  const own = lines.filter(({ by }) => by !== 'systemd').slice(0, 3);
  const systemds = lines.filter(({ by }) => by === 'systemd').slice(0, 2);
  return [
    ...[...own, ...systemds].map(({ at, text }) => ({
      source: `journal:${unit.name}`,
      line: null,
      text,
      at: showTime(at),
    })),
    unitEvidence(unit),
  ];
};

/** The log lines of a failed start: its unit's journal since, and what its program wrote in those seconds. */
export function startClaims(
  { start: { at, lines, unit } }: StartFault,
  { logLines = [] }: { readonly logLines?: readonly LogLine[] },
): Pick<FindingDraft, 'claims'> {
  const since = (lines[0]?.at ?? at ?? Infinity) - 1;
  const until = (at ?? since) + 1;
  const program = /php/.test(unit.name) ? 'php-fpm' : 'nginx';
  return {
    claims: logLines.filter(
      (line) =>
        line.at >= since &&
        (line.source === `journal:${unit.name}` ||
          (line.program === program && line.at <= until && line.upstream === null && line.server === null)),
    ),
  };
}
