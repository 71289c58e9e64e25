import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Unit } from '../../facts/system.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { clockOf, type HostClock } from '../shell/clock.ts';

/** The systemd units of nginx and PHP-FPM, by name and by what holds their processes. Source: systemctl(1) show. */
export const units = defineCollector({
  fact: 'units',
  script: String.raw`
command -v systemctl >/dev/null || absent 'no systemctl on this host'
[ -d /run/systemd/system ] || absent 'systemd does not run this host'
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
  --property=ExecMainCode,ExecMainStatus,ExecStart,PrivateTmp,WantedBy,RequiredBy,UpheldBy,TriggeredBy,ActiveEnterTimestampMonotonic,StateChangeTimestampMonotonic \
  -- $names 2>&1) || unknown "systemctl show: $shown"
block units "$shown"
`,
  parse: ({ bytes }): Fact<readonly Unit[]> => {
    const blocks = blocksOf(bytes);
    const clock = clockOf(blockText(blocks, 'clock'));
    if (clock === null) return unknown('the host told no time that makes sense');
    const found = blockText(blocks, 'units')
      .split('\n\n')
      .map((text) => unitOf(text, clock))
      .filter((unit) => unit.name !== '');
    // Two names of one unit (an alias) are shown twice.
    return known([...new Map(found.map((unit) => [unit.name, unit])).values()]);
  },
});

function unitOf(text: string, clock: HostClock): Unit {
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
    wantedBy: values.has('WantedBy')
      ? ['WantedBy', 'RequiredBy', 'UpheldBy', 'TriggeredBy'].flatMap((key) => words(value(key)))
      : null,
  };
}

const CLD_EXITED = '1';

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
