/**
 * Shell: whose work stands at a path now, in one word: `ours` (undo it), `original` (nothing to do), `theirs` (somebody
 * changed it since), `gone`, `live` (a socket that is listened on). Writes nothing.
 */
export const judging = `
judge_file() {
  verdict=theirs
  now=$(sha_of "$path")
  if [ -e "$tx/marks/$id.in-place" ]; then verdict=ours; return; fi
  if [ ! -e "$path" ] && [ ! -L "$path" ]; then verdict=gone; return; fi
  [ -f "$path" ] && [ ! -L "$path" ] || return 0
  [ "$2" = - ] || [ "$(attributes_of "$path")" = "$2" ] || return 0
  if [ "$now" = "$1" ]; then verdict=original; return; fi
  shift 2
  for ours in "$@"; do
    [ "$now" != "$ours" ] || verdict=ours
  done
}

judge_attributes() {
  kept=$tx/backup/$id.attributes
  now=$(attributes_of "$path") || { verdict=gone; return; }
  after=$(cat "$tx/backup/$id.after" 2>/dev/null)
  if [ "$now" = "$(field attributes "$kept")" ]; then verdict=original
  elif [ -S "$path" ] && [ "$(stat -c %i -- "$path")" != "$(field inode "$kept")" ]; then verdict=gone
  elif [ -z "$after" ] || [ "$now" = "$after" ]; then verdict=ours
  else verdict=theirs
  fi
}

judge_socket() {
  kept=$tx/backup/$id
  [ -S "$kept" ] || kept=\${path%/*}/.suture-$run-$id
  if [ ! -S "$kept" ]; then verdict=original
  elif [ ! -e "$path" ] && [ ! -L "$path" ]; then verdict=ours
  elif [ -S "$path" ] && has_listener "$path"; then verdict=live
  elif [ -S "$path" ]; then verdict=original
  else verdict=theirs
  fi
}

judge_created() {
  verdict=theirs
  now=$(sha_of "$path")
  if [ ! -e "$path" ] && [ ! -L "$path" ]; then verdict=original; return; fi
  [ -f "$path" ] && [ ! -L "$path" ] || return 0
  for ours in "$@"; do
    [ "$now" != "$ours" ] || verdict=ours
  done
}

judge_removed() {
  verdict=theirs
  now=$(sha_of "$path")
  if [ ! -e "$path" ] && [ ! -L "$path" ]; then verdict=ours
  elif [ -f "$path" ] && [ ! -L "$path" ] && [ "$now" = "$1" ] && [ "$(attributes_of "$path")" = "$2" ]; then
    verdict=original
  fi
}

judge_link() {
  verdict=theirs
  if link_is "$path" "$1"; then verdict=original
  elif link_is "$path" "$2"; then verdict=ours
  fi
}

judge_folder() {
  verdict=theirs
  if [ -d "$path" ] && [ ! -L "$path" ]; then verdict=original
  elif [ ! -e "$path" ] && [ ! -L "$path" ]; then verdict=ours
  fi
}

judge_directory() {
  verdict=original
  [ ! -d "$path" ] || verdict=ours
}

judge_command() {
  verdict=ours
  [ ! -e "$tx/marks/$id.undone" ] || verdict=original
}

judge() {
  kind=$1
  id=$2
  path=$3
  shift 3
  case $kind in
    file) judge_file "$@" ;;
    attributes) judge_attributes ;;
    socket) judge_socket ;;
    directory) judge_directory ;;
    created) judge_created "$@" ;;
    removed) judge_removed "$@" ;;
    link) judge_link "$@" ;;
    folder) judge_folder ;;
    command) judge_command ;;
  esac
}
`;
