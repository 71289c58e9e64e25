import type { FpmProgram } from '../../facts/programs.ts';
import { isInitScript, type Process, shortName, type Unit } from '../../facts/system.ts';

/** Gives each master its unit: the one that holds its process, else the one that would start it, else its namesake. */
export const withUnits = (
  programs: readonly FpmProgram[],
  units: readonly Unit[],
  processes: readonly Process[],
): readonly FpmProgram[] => programs.map((program) => ({ ...program, unit: unitOf(program, units, processes) }));

function unitOf(program: FpmProgram, units: readonly Unit[], processes: readonly Process[]): string | null {
  const { masterPid, configPath, binary } = program;
  const holder = masterPid === null ? null : processes.find(({ pid }) => pid === masterPid)?.unit;
  if (holder != null) return holder;
  const starts = (unit: Unit, ...needed: readonly string[]): boolean => {
    const words = unit.execStart.split(/[\s=]+/);
    return needed.every((word) => words.includes(word));
  };
  const found =
    units.find(({ mainPid }) => mainPid !== null && mainPid === masterPid) ??
    units.find((unit) => starts(unit, configPath)) ??
    units.find((unit) => starts(unit, binary) && !/(?:^| )(?:-y|--fpm-config)\b/.test(unit.execStart)) ??
    scriptsUnit(program, units) ??
    // Of a masked unit systemd tells no command line.
    units.find(({ name, execStart }) => execStart === '' && name === namesake(program)) ??
    // A script makes up its program's path from variables.
    units.find(({ name }) => isInitScript(name) && `${shortName(name)}.service` === namesake(program));
  return found?.name ?? null;
}

/**
 * The unit that starts a PHP-FPM by a script: one of systemd's that runs it, or the script itself where that is the service. A
 * PHP-FPM that runs outside of it was started by the script alone, and systemd's unit, which doesn't run, has no hold on it.
 */
function scriptsUnit({ script, masterPid }: FpmProgram, units: readonly Unit[]): Unit | undefined {
  if (script == null) return undefined;
  const runsIt = ({ name, execStart, active }: Unit): boolean =>
    (name === script && isInitScript(name)) ||
    (execStart.split(/\s+/).includes(script) && (masterPid === null || active === 'active'));
  return units.find(runsIt);
}

/** What packages call the unit of a binary: Debian's `php8.2-fpm`, Remi's `php82-php-fpm`, others' `php-fpm`. */
function namesake({ binary }: FpmProgram): string {
  const collection = /^\/opt\/remi\/([^/]+)\//.exec(binary)?.[1];
  if (collection !== undefined) return `${collection}-php-fpm.service`;
  const version = /\/php-fpm([\d.]+)$/.exec(binary)?.[1];
  return version === undefined ? 'php-fpm.service' : `php${version}-fpm.service`;
}
