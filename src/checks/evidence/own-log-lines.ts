import { mayBeLogOf } from '../../facts/fpm-logs.ts';
import type { ReadableFacts } from '../../facts/known-facts.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Site } from '../../facts/topology.ts';
import { hasPool, lastChangeOf } from '../state/fpm-state.ts';
import { probedSince } from './probe-lines.ts';

/**
 * What PHP wrote of the site's pools to a log of its own (`error_log` of a pool or of php.ini), or a worker to its stderr
 * that PHP-FPM passes on: since that PHP-FPM last started or reloaded, or the probe began, oldest first. None of them
 * names a request, so that only those of the probe's own seconds tell of its answer.
 */
export function ownLogLines(
  { id }: Site,
  {
    identity,
    logLines,
    links = [],
    fpm = [],
    units,
    processes,
  }: Pick<ReadableFacts, 'identity' | 'logLines'> &
    Partial<Pick<ReadableFacts, 'links' | 'fpm' | 'units' | 'processes'>>,
  pattern: RegExp,
): readonly LogLine[] {
  const pools = links.filter(({ target }) => target.site === id).flatMap((link) => link.pools);
  const programs = fpm.filter((program) => pools.some((pool) => hasPool(program, pool)));
  const started = Math.max(0, ...programs.map((program) => lastChangeOf(program, units, processes)));
  // What the probe made PHP write is no older than the PHP-FPM that answered it, though a second may have both.
  const since = Math.min(started, probedSince(identity));
  return logLines.filter(
    ({ program, at, pool, message, source }) =>
      at >= since &&
      (program === 'php' || (program === 'php-fpm' && SAID.test(message))) &&
      (pool === null ? pools.length > 0 : pools.some(({ name }) => name === pool)) &&
      programs.some((each) => mayBeLogOf(each, source, fpm)) &&
      pattern.test(message),
  );
}

/** `catch_workers_output = yes`. Source: fpm_stdio.c. */
const SAID = / said into std(?:err|out): "/;
