/** Shell: puts back one path; what somebody else made of it since is kept aside, never lost. */
export const puttingBack = `
keep_theirs() {
  mkdir -p "$tx/kept"
  kept=$tx/kept/$id-$(date -u +%Y%m%dT%H%M%SZ)-$$
  copy "$path" "$kept" && say "restored $id kept-theirs $(encoded "$path") $(encoded "$kept")" &&
    note "kept somebody's version of $path as $kept"
}

put_back_file() {
  clear_swap "$path" "$id"
  if [ "$verdict" = original ] &&
    [ "$(stat -c %u:%g:%a:%Y -- "$at")" = "$(stat -c %u:%g:%a:%Y -- "$tx/backup/$id")" ]; then
    said=already
    return 0
  fi
  if [ "$here" = others ]; then staged put_back_file_there "$id"; return; fi
  if [ "$verdict" = theirs ]; then
    if [ -f "$path" ] && [ ! -L "$path" ]; then
      keep_theirs || return 1
      now=$(sha_of "$kept")
    else
      mkdir -p "$tx/kept" && mv "$path" "$tx/kept/$id-$$" || return 1
    fi
  fi
  restore_file "$tx/backup/$id" "$path" "$id" "$now"
}

set_theirs_aside() {
  [ "$verdict" = theirs ] || return 0
  if [ -f "$path" ] && [ ! -L "$path" ]; then keep_theirs && rm -f -- "$path"; return; fi
  mkdir -p "$tx/kept" && mv -- "$path" "$tx/kept/$id-$$"
}

put_back_created() {
  clear_swap "$path" "$id"
  [ "$verdict" != original ] || { said=already; return 0; }
  if [ "$here" = others ]; then staged put_back_created_there "$id"; return; fi
  set_theirs_aside && rm -f -- "$path" && flush "$folder"
}

put_back_link() {
  clear_swap "$path" "$id"
  [ "$verdict" != original ] || { said=already; return 0; }
  if [ "$here" = others ]; then staged put_back_link_there "$id"; return; fi
  set_theirs_aside || return 1
  if [ -L "$tx/backup/$id" ]; then
    copy "$tx/backup/$id" "$folder/.suture-$run-$id" && rename_over "$folder/.suture-$run-$id" "$path"
  else
    rm -f -- "$path"
  fi && flush "$folder"
}

put_back_folder() {
  if [ "$here" = others ]; then staged put_back_folder_there "$id"; return; fi
  set_theirs_aside && copy_folder "$tx/backup/$id" "$path" && flush "$folder"
}

# What is led to by a link, or stands in a folder of others and isn't what was changed, never had other attributes by us.
put_back_attributes() {
  [ "$verdict" != gone ] || return 0
  ways_may_differ
  was=$(field attributes "$tx/backup/$id.attributes")
  if [ -L "$at" ] || { [ "$here" = others ] && ! is_kept "$at"; }; then said=left; return 0; fi
  if [ "$here" = others ]; then staged put_back_attributes_there "$id"; return; fi
  chown -h -- "\${was%:*}" "$path" && chmod "\${was##*:}" "$path"
}

put_back_socket() {
  [ "$verdict" = ours ] || return 1
  if [ "$here" = others ]; then staged put_back_socket_there "$id"; return; fi
  mv "$kept" "$path"
}

# Debian's unit leaves a link to its socket behind when it stops (php-fpm-socket-helper): links that lead nowhere don't
# keep a folder that we made.
remove_dead_links() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ ! -e "$entry" ] || return 1
  done
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ ! -L "$entry" ] || rm -f -- "$entry"
  done
}

put_back_directory() {
  if [ "$here" = others ]; then put_back_directory_there; return; fi
  [ ! -L "$path" ] && remove_dead_links "$path" && rmdir -- "$path" 2>/dev/null
}

put_back_command() {
  if undo_of "$id"; then
    mark "$id.undone"
    say "undid $id done $(encoded "$path") -"
    note "undo $id: $path: done"
  else
    say "undid $id failed $(encoded "$path") $(encoded_file "$tx/output")"
    note "undo $id: $path: FAILED"
    unit_failures=$((unit_failures + 1))
  fi
}

put_back() {
  begun "$2" || return 0
  case $1 in
    socket | directory) [ "$pass" = late ] || return 0 ;;
    *) [ "$pass" = early ] || return 0 ;;
  esac
  surely "$@"
  said=restored
  if [ "$kind" = command ]; then
    ways_may_differ
    [ "$verdict" = original ] || put_back_command
    return
  fi
  if [ -n "$astray" ]; then
    say "restored $id failed $(encoded "$path") -"
    note "undo $id: $path: failed: $astray"
    failures=$((failures + 1))
    return
  fi
  case $kind.$verdict in
    file.* | removed.*) put_back_file || said=failed ;;
    created.*) put_back_created || said=failed ;;
    link.*) put_back_link || said=failed ;;
    *.original) said=already ;;
    attributes.*) put_back_attributes || said=failed ;;
    socket.*) put_back_socket || said=failed ;;
    directory.*) put_back_directory || said=left ;;
    folder.*) put_back_folder || said=failed ;;
  esac
  say "restored $id $said $(encoded "$path") -"
  note "undo $id: $path: $said"
  [ "$said" != failed ] || failures=$((failures + 1))
}
`;

/** Shell: brings units back to the state that they had; what was inactive is stopped, what was disabled is disabled. */
export const bringingUnitsBack = `
undo_unit() {
  ways_may_differ
  if [ "$1" = restart ] || [ "$1" = reload-or-restart ]; then ask_unit reset-failed "$2" 20 || :; fi
  if ask_unit "$1" "$2" || { [ "$1" = reload-or-restart ] && reach_nginx "$2"; }; then
    say "unit $1 done $(encoded "$2") -"
    note "undo: $1 $2"
  else
    say "unit $1 failed $(encoded "$2") $(encoded_file "$tx/output")"
    note "undo: $1 $2 FAILED: $(head -c 500 <"$tx/output" | tr '\\n' ' ')"
    unit_failures=$((unit_failures + 1))
  fi
}
`;
