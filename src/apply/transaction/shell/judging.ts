/**
 * Shell: whose work stands at a path now, in one word: `ours` (undo it), `original` (nothing to do), `theirs` (somebody
 * changed it since), `gone`, `live` (a socket that is listened on). Writes nothing.
 */
export const judging = `
judge_file() {
  verdict=theirs
  now=$(sha_at)
  if [ -e "$tx/marks/$id.in-place" ]; then verdict=ours; return; fi
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then verdict=gone; return; fi
  [ -f "$at" ] && [ ! -L "$at" ] || return 0
  [ "$2" = - ] || [ "$(attributes_of "$at")" = "$2" ] || return 0
  if [ "$now" = "$1" ]; then verdict=original; return; fi
  shift 2
  for ours in "$@"; do
    [ "$now" != "$ours" ] || verdict=ours
  done
}

judge_attributes() {
  kept_as=$tx/backup/$id.attributes
  verdict=theirs
  if [ -L "$at" ]; then return; fi
  now=$(attributes_of "$at") || { verdict=gone; return; }
  after=$(cat "$tx/backup/$id.after" 2>/dev/null)
  if [ "$now" = "$(field attributes "$kept_as")" ]; then verdict=original
  elif [ -S "$at" ] && ! is_kept "$at"; then verdict=gone
  # In a folder of others what stands there by now may be anybody's; elsewhere root may have made the file anew.
  elif [ "$here" = others ] && ! is_kept "$at"; then verdict=theirs
  elif [ -z "$after" ] || [ "$now" = "$after" ]; then verdict=ours
  else verdict=theirs
  fi
}

judge_socket() {
  kept=$tx/backup/$id
  if [ -S "$kept" ]; then :
  elif [ "$here" = safe ]; then kept=\${path%/*}/.suture-$run-$id
  else find_stage; kept=$stage/$id-moved
  fi
  if [ ! -S "$kept" ]; then verdict=original
  elif [ ! -e "$at" ] && [ ! -L "$at" ]; then verdict=ours
  elif [ -S "$at" ] && has_listener "$path"; then verdict=live
  elif [ -S "$at" ]; then verdict=original
  else verdict=theirs
  fi
}

judge_created() {
  verdict=theirs
  now=$(sha_at)
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then verdict=original; return; fi
  [ -f "$at" ] && [ ! -L "$at" ] || return 0
  for ours in "$@"; do
    [ "$now" != "$ours" ] || verdict=ours
  done
}

judge_removed() {
  verdict=theirs
  now=$(sha_at)
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then verdict=ours
  elif [ -f "$at" ] && [ ! -L "$at" ] && [ "$now" = "$1" ] && [ "$(attributes_of "$at")" = "$2" ]; then
    verdict=original
  fi
}

judge_link() {
  verdict=theirs
  if link_is "$at" "$1"; then verdict=original
  elif link_is "$at" "$2"; then verdict=ours
  fi
}

judge_folder() {
  verdict=theirs
  if [ -d "$at" ] && [ ! -L "$at" ]; then verdict=original
  elif [ ! -e "$at" ] && [ ! -L "$at" ]; then verdict=ours
  fi
}

judge_directory() {
  verdict=original
  [ ! -d "$at" ] || verdict=ours
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
  if [ "$kind" != command ] && ! reach "$path" && [ -n "$astray" ]; then
    verdict=theirs
    now=
    return
  fi
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
