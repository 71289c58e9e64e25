/** Shell: the changes as they are made in a folder that somebody else has a hand in; each is called where \`reach\` has led. */
export const amongOthers = `
# FUNCTION ID …, with the stage that it needs.
staged() {
  open_stage || { printf '%s\\n' "$refusal" >&2; return 1; }
  "$@"
  staged_well=$?
  close_stage "$2"
  return "$staged_well"
}

write_there() {
  hold "$1" file || return 1
  [ "$(sha_of "$held")" = "$4" ] || { was_changed "$3"; return; }
  copy "$held" "$stage/$1-new" && cat "$2" >"$stage/$1-new" && swap_there "$1" "$3" "$4"
}

# Whoever wrote to the old one meanwhile gets it back.
swap_there() {
  flush "$stage/$1-new" && bring_over "$stage/$1-new" || return 1
  [ "$(sha_of "$held")" != "$3" ] || return 0
  mv -f -T -- "$held" "$at"
  printf '%s was changed a moment ago\\n' "$2" >&2
  return 1
}

create_there() {
  ! would_run_as_another "$5" || return 1
  new=$stage/$1-new
  cat "$tx/new/$1" >"$new" && chown -- "$3:$4" "$new" && chmod "$5" "$new" && flush "$new" && bring_in "$new"
}

remove_there() {
  take_out "$1" || return 1
  if [ -f "$moved" ] && [ ! -L "$moved" ] && [ "$(sha_of "$moved")" = "$3" ]; then rm -f -- "$moved" && flush .; return; fi
  give_back
  was_changed "$2"
}

link_there() {
  if [ -n "$4" ]; then ln -s -- "$4" "$stage/$1-new" || return 1; fi
  if [ -n "$3" ]; then
    take_out "$1" || return 1
    if ! link_is "$moved" "$3"; then give_back; was_changed "$2"; return; fi
  fi
  if [ -n "$4" ] && ! bring_in "$stage/$1-new"; then
    [ -z "$3" ] || give_back
    return 1
  fi
  [ -z "$3" ] || rm -f -- "$moved"
  flush .
}

give_there() {
  given_owner=$3
  given_mode=$4
  kept_as=$tx/backup/$6.attributes
  if [ -d "$at" ] && [ ! -L "$at" ]; then
    (
      way_name=\${at#./}
      go_into && is_kept . && chown -- "$given_owner" . && chmod "$given_mode" . && attributes_of . >"$5"
    ) || was_changed "$2"
    return
  fi
  ! would_run_as_another "$given_mode" || return 1
  hold "$1" door || return 1
  is_kept "$held" || { was_changed "$2"; return; }
  chown -h -- "$given_owner" "$held" && chmod "$given_mode" "$held" && attributes_of "$held" >"$5"
}

remove_socket_there() {
  take_out "$1" || return 1
  if [ -S "$moved" ] && [ ! -L "$moved" ] && [ "$(stat -c %i -- "$moved")" = "$3" ]; then
    mv -- "$moved" "$tx/backup/$1"
    return
  fi
  give_back
  printf '%s was replaced a moment ago\\n' "$2" >&2
  return 1
}

make_folder_there() {
  new=$stage/$1-new
  mkdir -m 700 -- "$new" && chown -- "$3:$4" "$new" && chmod "$5" "$new" && bring_folder_in "$new"
}
`;

/** Shell: the same of what is put back. */
export const backAmongOthers = `
# What somebody else has put there is moved aside as a whole before anybody looks at it.
set_aside_there() {
  if [ -d "$at" ] && [ ! -L "$at" ]; then return 1; fi
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then return 0; fi
  take_out "$id" || return 1
  mkdir -p "$tx/kept"
  kept_as=$tx/kept/$id-$(date -u +%Y%m%dT%H%M%SZ)-$$
  mv -- "$moved" "$kept_as" && say "restored $id kept-theirs $(encoded "$path") $(encoded "$kept_as")" &&
    note "kept somebody's version of $path as $kept_as"
}

restore_there() {
  copy "$1" "$stage/$2-new" || return 1
  if [ ! -e "$at" ] && [ ! -L "$at" ]; then
    flush "$stage/$2-new" && bring_in "$stage/$2-new"
    return
  fi
  hold "$2" file && [ "$(sha_of "$held")" = "$4" ] && swap_there "$2" "$3" "$4"
}

put_back_file_there() {
  [ "$verdict" != theirs ] || set_aside_there || return 1
  restore_there "$tx/backup/$id" "$id" "$path" "$now"
}

# What was made is removed only if it is still that when it is out of reach.
put_back_created_there() {
  if [ "$verdict" = theirs ]; then set_aside_there; return; fi
  take_out "$id" || return 1
  if [ -f "$moved" ] && [ ! -L "$moved" ] && [ "$(sha_of "$moved")" = "$now" ]; then rm -f -- "$moved"; return; fi
  give_back
  return 1
}

put_back_link_there() {
  if [ "$verdict" = theirs ]; then set_aside_there || return 1
  elif [ -L "$at" ]; then take_out "$id" && rm -f -- "$moved" || return 1
  fi
  [ -L "$tx/backup/$id" ] || return 0
  copy "$tx/backup/$id" "$stage/$id-new" && bring_in "$stage/$id-new"
}

put_back_folder_there() {
  [ "$verdict" != theirs ] || set_aside_there || return 1
  copy_folder "$tx/backup/$id" "$stage/$id-new" && bring_folder_in "$stage/$id-new"
}

put_back_attributes_there() {
  give_there "$id" "$path" "\${was%:*}" "\${was##*:}" /dev/null "$id"
}

put_back_socket_there() {
  [ "$kept" = "$stage/$id-moved" ] || mv -- "$kept" "$stage/$id-moved" || return 1
  moved=$stage/$id-moved
  bring_in "$moved"
}

put_back_directory_there() {
  (
    way_name=\${at#./}
    [ ! -L "$at" ] && go_into && remove_dead_links .
  ) && rmdir -- "$at" 2>/dev/null
}
`;
