import type { FpmProgram } from '../../facts/programs.ts';
import { isInitScript, type Process, type Unit } from '../../facts/system.ts';

/**
 * Says of each init script whether its program runs, by the program's master. The script's own `status` can't be asked while
 * the programs test their configuration: it takes such a test for the program.
 */
export const withStates = (
  units: readonly Unit[],
  fpm: readonly FpmProgram[],
  processes: readonly Process[],
): readonly Unit[] =>
  units.map((unit) => (isInitScript(unit.name) ? { ...unit, active: stateOf(unit, fpm, processes) } : unit));

function stateOf({ name }: Unit, fpm: readonly FpmProgram[], processes: readonly Process[]): string {
  const runs = name.includes('fpm')
    ? fpm.some(({ unit, masterPid }) => unit === name && masterPid !== null)
    : processes.some(({ program, role }) => program === 'nginx' && role === 'master');
  return runs ? 'active' : 'inactive';
}
