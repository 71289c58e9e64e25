/** Shell: what stands at a path, and which process is still the one that was noted. Writes nothing. */
export const looking = `
sha_of() {
  sum=$(sha256sum <"$1" 2>/dev/null) || sum=
  printf %s "\${sum%% *}"
}

kind_of() {
  if [ -L "$1" ]; then printf 'symbolic link'
  elif [ -S "$1" ]; then printf socket
  elif [ -d "$1" ]; then printf directory
  elif [ -f "$1" ]; then printf 'regular file'
  elif [ -e "$1" ]; then printf 'special file'
  else printf missing
  fi
}

target_of() {
  readlink -n -- "$1" 2>/dev/null
}

# What is empty is no link: nothing may stand there then.
link_is() {
  if [ -z "$2" ]; then [ ! -e "$1" ] && [ ! -L "$1" ]; else [ -L "$1" ] && [ "$(target_of "$1")" = "$2" ]; fi
}

is_empty() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -e "$entry" ] || [ -L "$entry" ]; then return 1; fi
  done
}

folder_of() {
  folder=\${1%/*}
  [ -n "$folder" ] || folder=/
}

attributes_of() {
  stat -c '%u:%g:%a' -- "$1" 2>/dev/null
}

field() {
  [ -r "$2" ] || return 0
  while IFS= read -r field_line; do
    case $field_line in
      "$1="*) printf %s "\${field_line#*=}"; return 0 ;;
    esac
  done <"$2"
}

boot_id() {
  cat /proc/sys/kernel/random/boot_id 2>/dev/null || printf unknown
}

started_of() {
  proc_stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  printf '%s\\n' "\${proc_stat##*) }" | cut -d ' ' -f 20
}

is_alive() {
  [ -n "$1" ] && [ -n "$2" ] && [ "$(started_of "$1")" = "$2" ]
}

state_of() {
  for state_file in "$state/tx/$1"/state.*; do
    [ -e "$state_file" ] || continue
    printf %s "\${state_file##*/state.}"
    return 0
  done
}

# What the units and stages of a run are named by; nothing for a run that never came to arm any.
token_of() {
  its_token=
  read -r its_token 2>/dev/null <"$state/tx/$1/token" || :
}

begun() {
  for begun_id in "$@"; do
    [ ! -e "$tx/marks/$begun_id.begun" ] || return 0
  done
  return 1
}
`;
