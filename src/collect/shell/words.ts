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
  read -r up idle </proc/uptime || unknown '/proc/uptime is not readable'
  block clock "$(date +%s.%N) $up $(getconf CLK_TCK || echo 100)"
}
`;
