import { astrayWords } from '../shell/led-astray.ts';

/**
 * Defines `set_window SINCE NOW ZONE FROM`, `php_log FOLDER`, which sets `found`, `show_logs FILE…` and
 * `show_journals UNIT LINES …`. One stat(1) tells which files, live or rotated, were written to since then, and only those
 * are opened, and none through a link that isn't root's: of each the last 256 KiB, from the first line on that is young enough. A log that is packed, or too large to be
 * counted, has no line numbers.
 */
export const logWords = String.raw`${astrayWords}
set_window() {
  since=$1 now=$2 from=$4
  then=$(date -d "@$1" +%z)
  case $then in "$3" | '') return ;; esac
  # Summer time began or ended since: when, to the second.
  low=$1 high=$2
  while [ $((high - low)) -gt 1 ]; do
    middle=$(((low + high) / 2))
    if [ "$(date -d "@$middle" +%z)" = "$then" ]; then low=$middle; else high=$middle; fi
  done
  block clock-set "$then $high"
  from=
}

php_log() {
  found=
  named=$(grep -shE '^[[:space:]]*error_log[[:space:]]*=' "$1"/php.ini "$1"/php/php.ini "$1"/conf.d/*.ini \
    "$1"/php.d/*.ini "$1"/php/conf.d/*.ini)
  # That a file is missing makes grep end badly, whatever it found.
  [ -n "$named" ] || return
  # Of several the last counts.
  named=${'${named##*=}'} named=${'${named%%;*}'}
  named=${'${named#"${named%%[! ]*}"}'} named=${'${named%"${named##*[! ]}"}'}
  named=${'${named#\\"}'} named=${'${named%\\"}'}
  case $named in /dev/* | /proc/*) return 1 ;; /*) ;; *) return 1 ;; esac
  found=$named
  block php "$found"
}

show_logs() {
  left=$#
  while [ "$left" -gt 0 ]; do
    folder=${'${1%/*}'}
    if [ ! -e "$1" ] && [ -d "$folder" ] && [ ! -x "$folder" ]; then block unreadable "$1"; fi
    for name in "$1" "$1".[1-9]* "$1"-[0-9]*; do
      [ ! -f "$name" ] || set -- "$@" "$name"
    done
    shift
    left=$((left - 1))
  done
  [ $# -gt 0 ] || return 0
  count=0 shown=' '
  stat -L -c '%s %Y %i %n' "$@" | while read -r size time inode name; do
    case $shown in *" $inode "*) continue ;; esac
    if [ "$time" -lt "$since" ] || [ "$size" -eq 0 ]; then continue; fi
    shown="$shown$inode " count=$((count + 1))
    [ "$count" -le 80 ] || break
    if [ ! -r "$name" ]; then
      block unreadable "$name"
    elif led_astray "$name"; then
      block astray "$name $astray"
    else
      show_log "$name" "$size" "$time" <"$way"
    fi
  done
}

# The log is what is open as standard input, not what stands at its path by now.
show_log() {
  start=0 before=0
  if [ "$user_id" = 0 ] && [ "$(readlink /proc/self/fd/0)" != "$way" ]; then
    block astray "$1 was replaced while it was opened"
    return
  fi
  case $1 in
  *.gz)
    if [ "$2" -gt 8388608 ] || ! command -v gzip >/dev/null; then return; fi
    before= text=$(gzip -dc | tail -c 262144 | recent 0)
    ;;
  *)
    [ "$2" -le 262144 ] || start=$(($2 - 262144))
    text=$(tail -c "+$((start + 1))" </proc/self/fd/0 | head -c 262144 | recent "$start")
    ;;
  esac
  [ -n "$text" ] || return
  first=${'${text%%"$nl"*}'}
  if [ "$start" -gt 33554432 ]; then before=; elif [ "$start" -gt 0 ]; then before=$(head -c "$start" </proc/self/fd/0 | wc -l); fi
  [ -z "$before" ] || before=$((before + first))
  block log "$1$tab$before$tab$3"
  block text "${'${text#*"$nl"}'}"
}

# What was written to since then has a young line. If none looks young, its clock is another one: then the last lines.
recent() {
  awk -v from="$from" -v cut="$1" '
    NR == 1 && cut > 0 { next }
    on { print; next }
    {
      kept[NR % 400] = $0
      time = ""
      if (/^[0-9][0-9][0-9][0-9]\//) time = substr($0, 1, 19)
      else if (/^\[[0-9][0-9]-[A-Z][a-z][a-z]-[0-9][0-9][0-9][0-9] /) {
        month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", substr($0, 5, 3)) + 2) / 3
        time = sprintf("%s/%02d/%s %s", substr($0, 9, 4), month, substr($0, 2, 2), substr($0, 14, 8))
      }
      if (time != "" && time >= from) { on = 1; print NR; print }
    }
    END {
      if (on || NR == 0) exit
      line = NR > 400 ? NR - 399 : 1
      if (line == 1 && cut > 0) line = 2
      print line
      for (; line <= NR; line++) print kept[line % 400]
    }'
}

show_journals() {
  for folder in /run/log/journal /var/log/journal; do
    [ ! -d "$folder" ] || break
    folder=
  done
  while [ $# -gt 0 ]; do
    text=
    if [ -n "$folder" ] && command -v journalctl >/dev/null; then
      text=$(journalctl -q --no-pager -o short-unix -n "$2" -u "$1" --since "@$since" | tail -c 262144)
    fi
    if [ -n "$text" ]; then
      block log "journal:$1$tab$tab"
      block text "$text"
    elif [ "$2" -gt 200 ] && ! readable_journal; then
      block unreadable "the journal, which $1 writes its errors to,"
    fi
    shift 2
  done
}
readable_journal() {
  for file in /run/log/journal/*/system.journal /var/log/journal/*/system.journal; do
    if [ -r "$file" ]; then return 0; fi
  done
  return 1
}
`;
