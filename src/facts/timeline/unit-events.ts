import type { LogLine } from '../log-line.ts';
import type { Unit } from '../system.ts';
import type { TimelineEntry } from './entry.ts';
import { inBursts } from './bursts.ts';

/** systemd's own sentences of a unit, and what they come to. Source: systemd's catalog, version 239 to 255. */
const SENTENCES: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^Started /, () => 'was started'],
  [/^Stopped /, () => 'was stopped'],
  [/^Reloaded /, () => 'was reloaded'],
  [/^Failed to start /, () => 'could not be started'],
  [/: Main process exited, code=(\w+), status=([\w/]+)/, (found) => `ended (${found[1] ?? ''}, ${found[2] ?? ''})`],
  [/: Failed with result '([\w-]+)'/, (found) => `failed (${found[1] ?? ''})`],
  [/: Start request repeated too quickly/, () => 'was started too often'],
  [/: A process of this unit has been killed by the OOM killer/, () => 'lost a process to the OOM killer'],
];

interface UnitEvent {
  readonly at: number;
  readonly unit: string;
  readonly says: string;
}

/**
 * Starts, stops, reloads and ends of units by the journal; what came at once is one entry. Where the journal doesn't tell
 * of a unit's last change, what systemd keeps of it does.
 */
export function unitEvents(units: readonly Unit[], lines: readonly LogLine[]): readonly TimelineEntry[] {
  const told = lines.flatMap(eventOf);
  const untold = units.flatMap(({ name, active, result, stateChangedAt: at }): readonly UnitEvent[] => {
    const unit = shortName(name);
    if (at === null || told.some((event) => event.unit === unit && Math.abs(event.at - at) < 3)) return [];
    return [{ at, unit, says: `became ${active}${result === 'success' ? '' : ` (${result})`}` }];
  });
  const names = [...new Set([...told, ...untold].map(({ unit }) => unit))];
  return names.flatMap((name) =>
    inBursts(
      [...told, ...untold].filter(({ unit }) => unit === name),
      2,
    )
      .flatMap(acts)
      .map((act) => ({ at: act[0]?.at ?? 0, kind: 'unit' as const, text: `${name} ${summary(act)}` })),
  );
}

/** What follows a start is another matter, however soon it came. */
function acts(burst: readonly UnitEvent[]): readonly (readonly UnitEvent[])[] {
  const all: UnitEvent[][] = [];
  for (const event of burst) {
    const last = all.at(-1);
    if (last === undefined || /^was (?:started|reloaded)$/.test(last.at(-1)?.says ?? '')) all.push([event]);
    else last.push(event);
  }
  return all;
}

const summary = (act: readonly UnitEvent[]): string =>
  [...new Set(act.map(({ says }) => says))].join(', ').replace(/^was stopped, was started$/, 'was restarted');

function eventOf({ source, level, pid, message, at }: LogLine): readonly UnitEvent[] {
  // Of systemd's lines the journal's reader keeps no pid and no level; programs' own lines have one.
  if (!source.startsWith('journal:') || level !== '' || pid !== null) return [];
  const unit = shortName(source.slice('journal:'.length));
  for (const [pattern, says] of SENTENCES) {
    const found = pattern.exec(message);
    if (found !== null) return [{ at, unit, says: says(found) }];
  }
  return [];
}

const shortName = (unit: string): string => unit.replace(/\.service$/, '');
