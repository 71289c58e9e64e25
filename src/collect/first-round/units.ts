import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { Unit } from '../../facts/system.ts';
import { shellQuote } from '../../formats/shell-quote.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { clockOf } from '../shell/clock.ts';
import { initScripts } from '../shell/init-scripts.ts';
import { RUNS_FPM, UNIT_FOLDERS, unitsOf, unitWords } from '../shell/unit-words.ts';

/** A line that starts nginx or PHP-FPM, wherever they are installed, or a script of theirs. */
const RUNS_THEM = `^ExecStart=([-@:+!|]*(/[^ ]*)?/(nginx|openresty|angie|tengine)([ ;]|$)|${RUNS_FPM}|/etc/init.d/[^ ]*(nginx|php))`;

/**
 * The systemd units of nginx and PHP-FPM, by name, by what holds their processes and by the scripts that start them; where systemd doesn't run the host,
 * their scripts in /etc/init.d. Source: systemctl(1) show.
 */
export const units = defineCollector({
  fact: 'units',
  script: String.raw`${initScripts}${unitWords}
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
set --
for folder in ${UNIT_FOLDERS}; do
  case $folder in /lib/*) [ ! -L /lib ] || continue ;; esac
  # Of a masked unit only the name tells what it was.
  for file in "$folder"/nginx*.service "$folder"/openresty*.service "$folder"/*php*fpm*.service; do
    if [ -e "$file" ] || [ -L "$file" ]; then add "${'${file##*/}'}"; fi
  done
  set -- "$@" "$folder"/*.service
done
for file in $(grep -lsE ${shellQuote(RUNS_THEM)} "$@"); do add "${'${file##*/}'}"; done
IFS=$nl
for line in $fpm_starters; do
  case $line in "$tab"*) ;; *) add "${'${line%%"$tab"*}'}" ;; esac
done
unset IFS
set --
for pid in $program_pids; do set -- "$@" "/proc/$pid/cgroup"; done
[ $# -eq 0 ] || for name in $(awk -F/ '!/\/user@/ && $NF ~ /\.service$/ && !seen[$NF]++ { print $NF }' "$@"); do add "$name"; done
say_clock
[ -n "$names" ] || exit 0
set -f
shown=$(show_units $names) || unknown "systemctl show: $shown"
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
    const scripts = linesOf(blockText(blocks, 'scripts'));
    if (scripts.length > 0) return known(scripts.map(scriptOf));
    return known(unitsOf(blockText(blocks, 'units'), clock, blockText(blocks, 'pids')));
  },
});

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
