import { onceForEach } from '../base/once-for-each.ts';
import type { Place } from '../base/place.ts';
import { sameSection } from '../formats/fpm/parse.ts';
import { inReadingOrder } from './fpm-reading-order.ts';
import type { FpmProgram } from './programs.ts';
import type { PoolOption } from './topology.ts';

/** A section of a master's configuration with all that its files say of it, in order; `global` is one of them. */
export interface FpmSettings {
  /** As its first header writes it. */
  readonly name: string;
  readonly place: Place;
  readonly options: readonly PoolOption[];
}

/**
 * The sections of a master, those of one name merged, over all its files. Options without a header belong to the
 * section that was read last, whatever its file, as FPM reads them.
 */
export const fpmSettings: (program: FpmProgram) => readonly FpmSettings[] = onceForEach((program) => {
  const merged: { name: string; place: Place; options: PoolOption[] }[] = [];
  let current = 'global';
  for (const { file, section } of inReadingOrder(program.files, fpmPrefix(program))) {
    current = section.name ?? current;
    let target = merged.find(({ name }) => sameSection(name, current));
    if (target === undefined) {
      target = { name: current, place: section.place, options: [] };
      merged.push(target);
    }
    for (const { key, value, line, column, span, raw } of section.options) {
      target.options.push({ key, value, source: { file, line, column, span, text: raw } });
    }
  }
  return merged;
});

/** The option that counts: of several assignments the last. Names are case-blind, `env[NAME]` and its kin are not. */
export function optionOf(options: readonly PoolOption[], key: string): PoolOption | undefined {
  const wanted = key.includes('[') ? key : key.toLowerCase();
  return options.findLast((option) => option.key === wanted);
}

/** The folder that relative paths of a master start from: its `-p`, else the one that it was built for. */
export function fpmPrefix(program: FpmProgram): string {
  const flag = program.testCommand.findIndex((word) => word === '-p' || word === '--prefix');
  const given = flag < 0 ? undefined : program.testCommand[flag + 1];
  // /usr/sbin/php-fpm8.2 was built with the prefix /usr, /usr/local/sbin/php-fpm with /usr/local.
  return given ?? program.binary.replace(/\/s?bin\/[^/]*$/, '');
}
