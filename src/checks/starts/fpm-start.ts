import type { FailedStart } from '../../facts/last-start.ts';
import { type ConfigTest, type FpmProgram, refuses } from '../../facts/programs.ts';
import type { Unit } from '../../facts/system.ts';
import { saidByProgram } from './said-by-program.ts';
import { startFault } from './start-fault.ts';
import type { StartFacts, StartFault } from './start-reason.ts';

/** What keeps PHP-FPM's unit from starting, beside what its own files say. Null where nothing does, or it is gone. */
export function fpmStartFault(program: FpmProgram, unit: Unit, facts: StartFacts): StartFault | null {
  const fault = startFault(unit, facts);
  if (fault !== null && fault !== 'gone') return fault;
  const text = phpsEnd(program.test);
  if (text === null || unit.load !== 'loaded') return null;
  const start: FailedStart = { unit, at: null, step: null, lines: [] };
  const needs = (facts.ownerSearch?.needs ?? []).filter((need) => need.unit === unit.name);
  const said = { unit: unit.name, at: 0, by: 'php-fpm', text };
  const reason = saidByProgram({ ...start, lines: [said] }, needs, facts);
  return reason === null || reason === 'gone' ? null : { ...reason, start };
}

/** The line on which PHP itself died in a test that FPM had no complaint in: of a preloaded script, of an extension's set-up. */
export function phpsEnd(test: ConfigTest): string | null {
  if (!refuses(test) || /\b(?:ERROR|ALERT): /.test(test.output)) return null;
  const [, line] = /(PHP (?:Fatal|Parse) error: [^\n]*)/.exec(test.output) ?? [];
  return line?.trim() ?? null;
}
