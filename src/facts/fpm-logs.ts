import { onceForEach } from '../base/once-for-each.ts';
import { fpmPrefix, fpmSettings, optionOf } from './fpm-settings.ts';
import { poolsOf, poolValue } from './pools.ts';
import { type ConfigTest, type FpmProgram, refuses } from './programs.ts';

/** PHP-FPM's words on a log in a folder that isn't there. Sources: fpm_stdio.c, fpm_log.c, fpm_conf.c. */
const COMPLAINT =
  /(?:failed to open error_log|failed to open access log|Unable to create or open slowlog) ?\((\/[^)]*)\): No such file or directory/;

/** The log that a failed test of PHP-FPM's configuration couldn't open for want of its folder; null where it says otherwise. */
export const unopenedLog = (test: ConfigTest): string | null =>
  refuses(test) ? (COMPLAINT.exec(test.output)?.[1] ?? null) : null;

/** The logs that a PHP-FPM opens before it serves, where its files name them by absolute paths, and the one that it couldn't open. */
export function logsAtStart(program: FpmProgram): readonly string[] {
  const global = fpmSettings(program).find(({ name }) => name.toLowerCase() === 'global');
  const paths = [
    unopenedLog(program.test),
    global === undefined ? null : (optionOf(global.options, 'error_log')?.value ?? null),
    ...poolsOf([program]).flatMap((pool) => [
      poolValue(pool, 'access.log'),
      /^0?\D*$/.test(poolValue(pool, 'request_slowlog_timeout') ?? '') ? null : poolValue(pool, 'slowlog'),
    ]),
  ];
  return [
    ...new Set(paths.filter((path) => path?.startsWith('/') === true && !/^\/(?:dev|proc)\//.test(path))),
  ] as string[];
}

/** Whether a master's own log is its stderr, or syslog: then the journal of its unit has it. */
export const logsToStderr = (program: FpmProgram): boolean => /^(?:syslog$|\/(?:dev|proc)\/)/.test(errorLog(program));

/** A master's own log file; where it says nothing, the one that it is built with, below /var or its prefix's `var`. */
export function fpmLogFiles(program: FpmProgram): readonly string[] {
  if (logsToStderr(program)) return [];
  const prefix = fpmPrefix(program);
  const path = errorLog(program);
  return [path.startsWith('/') ? path : `${prefix === '/usr' ? '/var' : `${prefix}/var`}/${path}`];
}

function errorLog(program: FpmProgram): string {
  const global = fpmSettings(program).find(({ name }) => name.toLowerCase() === 'global');
  return (global && optionOf(global.options, 'error_log')?.value) ?? 'log/php-fpm.log';
}

/**
 * Whether a log, by its path or `journal:UNIT`, may be one of this master's: several may have pools of one name, so that a
 * line doesn't tell. A log that no configuration names may be anybody's.
 */
export function mayBeLogOf(program: FpmProgram, source: string, all: readonly FpmProgram[]): boolean {
  if (source.startsWith('journal:')) return program.unit === null || source === `journal:${program.unit}`;
  const claims = (each: FpmProgram): boolean => claimedLogs(each).some((path) => isOrRotated(source, path));
  return claims(program) || !all.some(claims);
}

const claimedLogs = onceForEach((program: FpmProgram): readonly string[] => [
  ...fpmLogFiles(program),
  ...(logsToStderr(program) && program.masterPid !== null ? [`/proc/${program.masterPid}/fd/2`] : []),
  ...poolsOf([program]).flatMap((pool) =>
    ['slowlog', 'php_admin_value[error_log]', 'php_value[error_log]'].flatMap((key) => poolValue(pool, key) ?? []),
  ),
]);

/** `php8.2-fpm.log`, `php8.2-fpm.log.1`, `php8.2-fpm.log-20261121.gz`. */
const isOrRotated = (source: string, path: string): boolean =>
  source.startsWith(path) && /^(?:[.-]\d.*)?$/.test(source.slice(path.length));
