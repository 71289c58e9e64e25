import { ABSENT, UNKNOWN } from '../define-collector.ts';

/** What every snippet may use: `absent WHY`, `unknown WHY`, `block NAME TEXT`, `say_clock`, `$nl`, `$tab`. */
export const sectionWords = String.raw`
nl='
'
tab='	'
absent() { printf '%s' "$1"; exit ${ABSENT}; }
unknown() { printf '%s' "$1"; exit ${UNKNOWN}; }
block() { printf '%s %s\n%s\n' "$1" "${'${#2}'}" "$2"; }
say_clock() {
  for look in 1 2 3 4 5 6 7 8; do
    read -r before idle </proc/uptime || unknown '/proc/uptime is not readable'
    now=$(date +%s.%N)
    read -r up idle </proc/uptime
    # On a busy host the two clocks may be read far apart, and a file would seem older than a process that is older.
    [ "$before" != "$up" ] || break
  done
  block clock "$now $up $(getconf CLK_TCK || echo 100)"
}
`;
