/** Shell: compares the host with what the plan expects; every difference is named, nothing is written. */
export const comparing = `
same() {
  [ "$3" = "$4" ] && return 0
  say "drift $1 $2 $(encoded "$3") $(encoded "$4")"
  drifts=$((drifts + 1))
}

# A way that somebody else leads elsewhere is nobody's drift: nothing is done there.
come_to() {
  reach "$2" && return
  [ -n "$astray" ] || return 0
  unsafe="$2: $astray"
  same "$1" way 'led by root alone' "$astray"
}

expect_file() {
  come_to "$1" "$2" || return 0
  same "$1" kind 'regular file' "$(kind_of "$at")"
  [ -f "$at" ] && [ ! -L "$at" ] || return 0
  same "$1" inode "$4" "$(stat -c %i -- "$at")"
  same "$1" attributes "$5" "$(attributes_of "$at")"
  same "$1" sha256 "$3" "$(sha_at)"
}

expect_attributes() {
  come_to "$1" "$2" || return 0
  if [ -L "$at" ] || [ ! -e "$at" ]; then same "$1" kind present "$(kind_of "$at")"; return; fi
  found_names=$(stat -c '%U:%G:%a' -- "$at")
  found_numbers=$(stat -c '%u:%g:%a %i' -- "$at")
  seen_inodes="$seen_inodes$1=\${found_numbers##* } "
  found_numbers=\${found_numbers% *}
  [ "$found_numbers" = "$3" ] || same "$1" attributes "$3" "$found_names"
}

expect_dead_socket() {
  come_to "$1" "$2" || return 0
  same "$1" kind socket "$(kind_of "$at")"
  [ -S "$at" ] && [ ! -L "$at" ] || return 0
  same "$1" inode "$3" "$(stat -c %i -- "$at")"
  ! has_listener "$2" || same "$1" listener none 'a process listens'
}

expect_nothing() {
  come_to "$1" "$2" || return 0
  same "$1" kind missing "$(kind_of "$at")"
  [ "$3" = made ] || [ -d "\${at%/*}/." ] || same "$1" folder "$folder" missing
}

expect_link() {
  come_to "$1" "$2" || return 0
  same "$1" kind 'symbolic link' "$(kind_of "$at")"
  [ ! -L "$at" ] || same "$1" target "$3" "$(target_of "$at")"
}

expect_empty_directory() {
  come_to "$1" "$2" || return 0
  same "$1" kind directory "$(kind_of "$at")"
  [ -d "$at" ] && [ ! -L "$at" ] || return 0
  expect_attributes "$1" "$2" "$3"
  is_empty "$at" || same "$1" folder empty 'not empty'
}

expect_to_create() {
  same "$1" creates missing "$(kind_of "$2")"
}

expect_to_remove() {
  if [ -e "$2" ] || [ -L "$2" ]; then return; fi
  same "$1" removes present missing
}

expect_needed() {
  needed_id=$1
  needed_folder=$2
  shift 2
  if command -v timeout >/dev/null 2>&1; then set -- timeout -k 5 10 "$@"; fi
  if (cd -- "$needed_folder" && "$@") </dev/null >/dev/null 2>&1; then same "$needed_id" unless fails succeeds; fi
}

expect_unit() {
  look_at_unit "$2"
  same "$1" active "$3" "$unit_active"
  same "$1" enabled "$4" "$unit_enabled"
  [ -z "$unit_load" ] || [ "$unit_load" = loaded ] || same "$1" load loaded "$unit_load"
  for asked in $5; do
    case " $unit_refuses " in
      *" $asked "*) same "$1" "can-$asked" yes no ;;
    esac
  done
}

room() {
  free=$(df -Pk -- "$1" 2>/dev/null | { read -r _; read -r _ _ _ blocks _; printf %s "$blocks"; })
  case $free in
    '' | *[!0-9]*) return 0 ;;
  esac
  [ "$free" -ge "$2" ] || { refusal="$1 has $free kB left, $2 kB are needed"; return 1; }
  nodes=$(df -Pi -- "$1" 2>/dev/null | { read -r _; read -r _ total _ left _; printf '%s %s' "$total" "$left"; })
  case $nodes in
    *[!0-9\\ ]* | '' | ' '* | '0 '*) return 0 ;;
  esac
  [ "\${nodes#* }" -ge 64 ] || { refusal="$1 has \${nodes#* } inodes left"; return 1; }
}
`;
