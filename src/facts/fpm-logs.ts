import { fpmSettings, optionOf } from './fpm-settings.ts';
import { poolsOf, poolValue } from './pools.ts';
import type { ConfigTest, FpmProgram } from './programs.ts';

/** PHP-FPM's words on a log in a folder that isn't there. Sources: fpm_stdio.c, fpm_log.c, fpm_conf.c. */
const COMPLAINT =
  /(?:failed to open error_log|failed to open access log|Unable to create or open slowlog) ?\((\/[^)]*)\): No such file or directory/;

/** The log that a failed test of PHP-FPM's configuration couldn't open for want of its folder; null where it says otherwise. */
export const unopenedLog = ({ passed, output }: ConfigTest): string | null =>
  passed ? null : (COMPLAINT.exec(output)?.[1] ?? null);

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
