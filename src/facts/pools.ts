import { onceForEach } from '../base/once-for-each.ts';
import { listenAddress } from '../formats/fpm/listen-address.ts';
import { sameSection } from '../formats/fpm/parse.ts';
import type { Address } from '../formats/address.ts';
import { fpmPrefix, fpmSettings, type FpmSettings, optionOf } from './fpm-settings.ts';
import type { FpmProgram } from './programs.ts';
import type { Pool, PoolOption } from './topology.ts';

/** Every pool of every master, in the order of the files; what FPM itself would refuse is read as far as it goes. */
export const poolsOf = onceForEach((fpm: readonly FpmProgram[]): readonly Pool[] => fpm.flatMap(poolsOfMaster));

/** A pool's option as it counts, the last of several; undefined where the pool leaves the default. */
export const poolOption = (pool: Pool, key: string): PoolOption | undefined => optionOf(pool.options, key);

/** A pool's option with `$pool` expanded; null where the pool leaves the default. */
export const poolValue = (pool: Pool, key: string): string | null =>
  poolOption(pool, key)?.value.replaceAll('$pool', pool.name) ?? null;

function poolsOfMaster(program: FpmProgram): readonly Pool[] {
  return fpmSettings(program)
    .filter(({ name }) => !sameSection(name, 'global'))
    .map((settings) => ({
      id: `${settings.name}@${program.configPath}`,
      name: settings.name,
      configPath: program.configPath,
      unit: program.unit,
      version: program.version,
      masterPid: program.masterPid,
      place: settings.place,
      listen: listenOf(settings, fpmPrefix(program)),
      options: settings.options,
    }));
}

function listenOf({ name, options }: FpmSettings, masterPrefix: string): Address | null {
  const valueOf = (key: string): string => optionOf(options, key)?.value.replaceAll('$pool', name) ?? '';
  const own = valueOf('prefix');
  const prefix = own === '' || own.startsWith('/') ? own : `${masterPrefix}/${own}`;
  return listenAddress(valueOf('listen'), prefix === '' ? masterPrefix : prefix);
}
