import { fpmLogFiles, logsToStderr } from '../../facts/fpm-logs.ts';
import type { HostIdentity, Process, Unit } from '../../facts/system.ts';
import { errorLogFiles, errorLogs } from '../../facts/nginx-logs.ts';
import { poolsOf, poolValue } from '../../facts/pools.ts';
import type { FpmProgram, NginxProgram } from '../../facts/programs.ts';
import { folderOf } from '../../formats/folder-of.ts';
import type { LogFile, LogQuestion } from './log-lines.ts';

/** What is known of a host that names its logs. */
export interface LogSources {
  readonly identity: HostIdentity | null;
  readonly nginx: NginxProgram | null;
  readonly programs: readonly FpmProgram[];
  readonly processes: readonly Process[];
  readonly units: readonly Unit[];
}

/** Which logs to ask for: those that the configuration names, wherever they lead, and the journals of the units. */
export function logQuestion(
  { identity, nginx, programs, processes, units }: LogSources,
  sinceSeconds: number,
): LogQuestion {
  const master = processes.find(({ program, role }) => program === 'nginx' && role === 'master');
  const toStderr = nginx !== null && errorLogs(nginx).some(({ target }) => target.kind === 'journal');
  const files: readonly LogFile[] = [
    ...(nginx === null ? [] : errorLogFiles(nginx)).map((path) => logFile('nginx', path)),
    ...(nginx?.errorLog == null ? [] : [logFile('nginx', nginx.errorLog)]),
    ...(toStderr ? stderrOf(master?.pid ?? null, 'nginx') : []),
    ...programs.flatMap(fpmFiles),
    ...poolsOf(programs).flatMap((pool) => [
      ...absolute(poolValue(pool, 'php_admin_value[error_log]') ?? poolValue(pool, 'php_value[error_log]')).map(
        (path): LogFile => ({ form: 'php', path, pool: pool.name }),
      ),
      // Only a pool that has a limit writes one.
      ...(/[1-9]/.test(poolValue(pool, 'request_slowlog_timeout') ?? '')
        ? absolute(poolValue(pool, 'slowlog'))
        : []
      ).map((path): LogFile => ({ form: 'slow', path, pool: null })),
    ]),
  ];
  const journalOf = new Set([...(toStderr ? ['nginx'] : []), ...(programs.some(logsToStderr) ? ['php-fpm'] : [])]);
  return {
    files: [...new Map(files.map((file) => [file.path, file])).values()].slice(0, MOST_FILES),
    phpIni: [...new Set(programs.map(({ configPath }) => folderOf(configPath)))].slice(0, 10),
    units: units
      .filter(({ load }) => load === 'loaded')
      .map(({ name }) => ({ program: /php/.test(name) ? ('php-fpm' as const) : ('nginx' as const), name }))
      .map((unit) => ({ ...unit, isLog: journalOf.has(unit.program) }))
      .slice(0, 8),
    since: (identity?.now ?? 0) - sinceSeconds,
    now: identity?.now ?? 0,
    utcOffsetMinutes: identity?.utcOffsetMinutes ?? 0,
  };
}

const MOST_FILES = 60;

const fpmFiles = (program: FpmProgram): readonly LogFile[] =>
  logsToStderr(program)
    ? stderrOf(program.masterPid, 'php-fpm')
    : fpmLogFiles(program).map((path) => logFile('php-fpm', path));

/** What a program that somebody started by hand has as its stderr may be a file. */
const stderrOf = (pid: number | null, form: LogFile['form']): readonly LogFile[] =>
  pid === null ? [] : [logFile(form, `/proc/${pid}/fd/2`)];

const logFile = (form: LogFile['form'], path: string): LogFile => ({ form, path, pool: null });

const absolute = (path: string | null): readonly string[] => (path?.startsWith('/') === true ? [path] : []);
