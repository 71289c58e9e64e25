import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Unit } from '../../facts/system.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { clockOf, type HostClock } from '../shell/clock.ts';
import { initScripts } from '../shell/init-scripts.ts';

/**
 * The systemd units of nginx and PHP-FPM, by name and by what holds their processes; where systemd doesn't run the host,
 * their scripts in /etc/init.d. Source: systemctl(1) show.
 */
export const units = defineCollector({
  fact: 'units',
  script: String.raw`${initScripts}
if [ ! -d /run/systemd/system ]; then
  say_clock
  scripts=
  for script in /etc/init.d/nginx* /etc/init.d/openresty* /etc/init.d/php*fpm*; do
    case $script in *.dpkg-* | *.rpm*) continue ;; esac
    if [ ! -f "$script" ] || [ ! -x "$script" ]; then continue; fi
    init_enabled "$script"
    named=$(head -c 65536 "$script" | tr -cs '[:alnum:]/._@+-' '[\n*]' | grep '^/.' | sort -u | head -n 60 | tr '\n' ' ')
    scripts="$scripts$script $init_enabled $named$nl"
  done
  [ -n "$scripts" ] || absent 'systemd does not run this host, and no script in /etc/init.d starts nginx or PHP-FPM'
  block scripts "$scripts"
  exit 0
fi
command -v systemctl >/dev/null || unknown 'systemd runs this host, and there is no systemctl to ask it'
names=
add() {
  case $1 in *@.service) return ;; esac
  case "$names " in *" $1 "*) ;; *) names="$names $1" ;; esac
}
for folder in /etc/systemd/system /run/systemd/system /run/systemd/generator /run/systemd/generator.late \
  /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
  for file in "$folder"/nginx*.service "$folder"/openresty*.service "$folder"/php*fpm*.service; do
    if [ -e "$file" ] || [ -L "$file" ]; then add "${'${file##*/}'}"; fi
  done
done
set --
for pid in $program_pids; do set -- "$@" "/proc/$pid/cgroup"; done
[ $# -eq 0 ] || for name in $(awk -F/ '!/\/user@/ && $NF ~ /\.service$/ && !seen[$NF]++ { print $NF }' "$@"); do add "$name"; done
say_clock
[ -n "$names" ] || exit 0
set -f
shown=$(systemctl show --no-pager --property=Id,LoadState,ActiveState,SubState,Result,UnitFileState,MainPID \
  --property=ExecMainCode,ExecMainStatus,ExecStart,PrivateTmp,WantedBy,RequiredBy,UpheldBy,TriggeredBy,CanStart,CanStop,CanReload,ExecReload,PIDFile,ActiveEnterTimestampMonotonic,StateChangeTimestampMonotonic \
  -- $names 2>&1) || unknown "systemctl show: $shown"
block units "$shown"
told=
while IFS= read -r line; do
  case $line in PIDFile=/*) ;; *) continue ;; esac
  file=${'${line#PIDFile=}'} said='-'
  if [ -f "$file" ]; then said=; read -r said <"$file" || :; fi
  told="$told$said $file$nl"
done <<SHOWN
$shown
SHOWN
block pids "$told"
`,
  parse: ({ bytes }): Fact<readonly Unit[]> => {
    const blocks = blocksOf(bytes);
    const clock = clockOf(blockText(blocks, 'clock'));
    if (clock === null) return unknown('the host told no time that makes sense');
    const pids = blockText(blocks, 'pids');
    const found = blockText(blocks, 'units')
      .split('\n\n')
      .map((text) => unitOf(text, clock, pids))
      .filter((unit) => unit.name !== '');
    const scripts = linesOf(blockText(blocks, 'scripts'));
    if (scripts.length > 0) return known(scripts.map(scriptOf));
    // Two names of one unit (an alias) are shown twice.
    return known([...new Map(found.map((unit) => [unit.name, unit])).values()]);
  },
});

function unitOf(text: string, clock: HostClock, pids: string): Unit {
  const values = new Map(
    linesOf(text).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
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
  };
}

/** A script in /etc/init.d: `PATH ENABLED`, and the paths that stand in it, by which its program is known. */
function scriptOf(line: string): Unit {
  const [name = '', enabled = '', ...paths] = line.split(' ');
  return {
    name,
    load: 'loaded',
    active: 'unknown',
    sub: '',
    result: 'success',
    enabled,
    mainPid: null,
    exitStatus: null,
    execStart: paths.join(' ').trim(),
    activeSince: null,
    stateChangedAt: null,
    privateTmp: false,
    wantedBy: enabled === 'enabled' ? ['boot'] : [],
  };
}

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

const CLD_EXITED = '1';

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
