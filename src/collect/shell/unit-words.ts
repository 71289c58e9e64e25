import type { Unit } from '../../facts/system.ts';
import type { UnitSettings } from '../../facts/unit-settings.ts';
import { linesOf } from './blocks.ts';
import type { HostClock } from './clock.ts';

/** Where systemd finds units' files, the first of a name first. */
export const UNIT_FOLDERS =
  '/etc/systemd/system /run/systemd/system /run/systemd/generator /run/systemd/generator.late /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system';

/** What follows `ExecStart=` where PHP-FPM is started, by whatever path, or through a shell. A regular expression of grep -E. */
export const RUNS_FPM = '.*(/php[^ /]*fpm[^ /]*([ ;"]|$)|--fpm-config)';

/** Defines `show_units NAME…`, which prints all that is asked of units, in one call for all. */
export const unitWords = String.raw`
show_units() {
  systemctl show --no-pager --property=Id,LoadState,ActiveState,SubState,Result,UnitFileState,MainPID \
    --property=ExecMainCode,ExecMainStatus,ExecStart,PrivateTmp,WantedBy,RequiredBy,UpheldBy,TriggeredBy,ExecReload,PIDFile,ActiveEnterTimestampMonotonic,StateChangeTimestampMonotonic \
    --property=FragmentPath,CanStart,CanStop,CanReload,User,Group,WorkingDirectory,RootDirectory,ProtectHome,ProtectSystem \
    --property=ReadWritePaths,ReadOnlyPaths,InaccessiblePaths,RuntimeDirectory,TasksCurrent,TasksMax,MemoryMax,MemoryLimit,Listen \
    --property=PrivateDevices,TemporaryFileSystem,BindPaths,BindReadOnlyPaths,EnvironmentFiles,LimitNPROC,StateDirectory,CacheDirectory,LogsDirectory \
    -- "$@" 2>&1
}
`;

/** Reads what `show_units` printed, and `PID PATH` of pid files, a line each. Two names of one unit (an alias) are shown twice and told once. */
export function unitsOf(text: string, clock: HostClock, pids = ''): readonly Unit[] {
  const found = text.split('\n\n').map((each) => unitOf(each, clock, pids));
  return [...new Map(found.filter(({ name }) => name !== '').map((unit) => [unit.name, unit])).values()];
}

function unitOf(text: string, clock: HostClock, pids: string): Unit {
  const values = valuesOf(text);
  const value = (key: string): string => values.get(key) ?? '';
  const since = (key: string): number | null => {
    const microseconds = Number(value(key));
    return microseconds > 0 ? clock.fromMicroseconds(microseconds) : null;
  };
  return {
    name: value('Id'),
    load: value('LoadState'),
    active: value('ActiveState'),
    sub: value('SubState'),
    result: value('Result'),
    enabled: value('UnitFileState'),
    mainPid: Number(value('MainPID')) || null,
    exitStatus: value('ExecMainCode') === CLD_EXITED ? Number(value('ExecMainStatus')) : null,
    execStart: / argv\[\]=(.*?) ; ignore_errors=/.exec(value('ExecStart'))?.[1] ?? '',
    activeSince: since('ActiveEnterTimestampMonotonic'),
    stateChangedAt: since('StateChangeTimestampMonotonic'),
    privateTmp: value('PrivateTmp') === 'yes',
    ...refusals(value),
    ...reloading(value, pids),
    wantedBy: values.has('WantedBy')
      ? ['WantedBy', 'RequiredBy', 'UpheldBy', 'TriggeredBy'].flatMap((key) => words(value(key)))
      : null,
    settings: settingsOf(values),
  };
}

function settingsOf(values: ReadonlyMap<string, string>): UnitSettings {
  const value = (key: string): string => values.get(key) ?? '';
  const paths = (key: string): readonly string[] => words(value(key));
  const code = value('ExecMainCode');
  const ended = code === CLD_EXITED ? 'exited' : code === CLD_KILLED ? 'killed' : code === CLD_DUMPED ? 'dumped' : null;
  return {
    file: value('FragmentPath'),
    triggeredBy: paths('TriggeredBy'),
    ended,
    endedWith: ended === null ? null : limitOf(value('ExecMainStatus')),
    user: value('User'),
    group: value('Group'),
    workingDirectory: value('WorkingDirectory').replace(/^!/, ''),
    rootDirectory: value('RootDirectory'),
    protectHome: value('ProtectHome'),
    protectSystem: value('ProtectSystem'),
    readWritePaths: paths('ReadWritePaths'),
    readOnlyPaths: paths('ReadOnlyPaths'),
    inaccessiblePaths: paths('InaccessiblePaths'),
    runtimeDirectory: paths('RuntimeDirectory'),
    ownFolders: [
      ...paths('RuntimeDirectory').map((name) => `/run/${name}`),
      ...paths('StateDirectory').map((name) => `/var/lib/${name}`),
      ...paths('CacheDirectory').map((name) => `/var/cache/${name}`),
      ...paths('LogsDirectory').map((name) => `/var/log/${name}`),
    ],
    privateDevices: value('PrivateDevices') === 'yes',
    temporaryFileSystems: paths('TemporaryFileSystem').map((each) => each.replace(/:.*/, '')),
    bound: [...paths('BindPaths'), ...paths('BindReadOnlyPaths')].map(boundAt),
    mostProcesses: limitOf(value('LimitNPROC')),
    tasks: limitOf(value('TasksCurrent')),
    mostTasks: limitOf(value('TasksMax')),
    mostMemoryKb: kilobytes(limitOf(value('MemoryMax')) ?? limitOf(value('MemoryLimit'))),
    listens: value('Listen')
      .split('\n')
      .flatMap((line) => /^(.+) \(\w+\)$/.exec(line.trim())?.[1] ?? []),
  };
}

/** `key=value` a line; a socket has a line for each address that it listens on. */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const key = line.slice(0, line.indexOf('='));
    const value = line.slice(line.indexOf('=') + 1);
    const before = values.get(key);
    values.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return values;
}

/** `FROM:TO:OPTIONS`: what is mounted, and where it is seen. */
function boundAt(text: string): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = text.replace(/^[-+]+/, '').split(':');
  return { from, to: to.startsWith('/') ? to : from };
}

/** `infinity`, `[not set]` and the kernel's largest number stand for none. */
const limitOf = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

const kilobytes = (bytes: number | null): number | null => (bytes === null ? null : Math.floor(bytes / 1024));

/** Source: sigaction(2), `si_code` of SIGCHLD. */
const CLD_EXITED = '1';
const CLD_KILLED = '2';
const CLD_DUMPED = '3';

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

/** By what it is reloaded, and what its pid file says: `PID PATH`, `- PATH` where there is none. */
function reloading(value: (key: string) => string, pids: string): Pick<Unit, 'execReload' | 'pidFile'> {
  const command = / argv\[\]=(.*?) ; ignore_errors=/.exec(value('ExecReload'))?.[1];
  const path = value('PIDFile');
  const line = linesOf(pids).find((each) => each.endsWith(` ${path}`));
  const said = line
    ?.slice(0, -path.length - 1)
    .trim()
    .slice(0, 32);
  return {
    ...(command === undefined ? {} : { execReload: command }),
    ...(path === '' || said === undefined ? {} : { pidFile: { path, says: said === '-' ? null : said } }),
  };
}

/** What can't be done with it by hand, its own wishes included. Source: org.freedesktop.systemd1(5), CanStart. */
function refusals(value: (key: string) => string): Pick<Unit, 'refuses'> {
  const properties = { start: 'CanStart', stop: 'CanStop', reload: 'CanReload' } as const;
  const refuses = (['start', 'stop', 'reload'] as const).filter((asked) => value(properties[asked]) === 'no');
  return refuses.length === 0 ? {} : { refuses };
}
