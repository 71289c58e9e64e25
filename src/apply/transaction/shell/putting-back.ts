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
    [ "$(stat -c %u:%g:%a:%Y -- "$path")" = "$(stat -c %u:%g:%a:%Y -- "$tx/backup/$id")" ]; then
    said=already
    return 0
  fi
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
  set_theirs_aside && rm -f -- "$path" && flush "$folder"
}

put_back_link() {
  clear_swap "$path" "$id"
  [ "$verdict" != original ] || { said=already; return 0; }
  set_theirs_aside || return 1
  if [ -L "$tx/backup/$id" ]; then
    copy "$tx/backup/$id" "$folder/.suture-$run-$id" && rename_over "$folder/.suture-$run-$id" "$path"
  else
    rm -f -- "$path"
  fi && flush "$folder"
}

put_back_folder() {
  folder_of "$path"
  set_theirs_aside && copy_folder "$tx/backup/$id" "$path" && flush "$folder"
}

put_back_attributes() {
  [ "$verdict" != gone ] || return 0
  was=$(field attributes "$tx/backup/$id.attributes")
  chown -- "\${was%:*}" "$path" && chmod "\${was##*:}" "$path"
}

put_back_socket() {
  [ "$verdict" = ours ] && mv "$kept" "$path"
}

# Debian's unit leaves a link to its socket behind when it stops (php-fpm-socket-helper): links that lead nowhere don't
# keep a folder that we made.
put_back_directory() {
  for entry in "$path"/* "$path"/.[!.]* "$path"/..?*; do
    [ ! -e "$entry" ] || return 1
  done
  for entry in "$path"/* "$path"/.[!.]* "$path"/..?*; do
    [ ! -L "$entry" ] || rm -f -- "$entry"
  done
  rmdir -- "$path" 2>/dev/null
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
  judge "$@"
  said=restored
  if [ "$kind" = command ]; then
    [ "$verdict" = original ] || put_back_command
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
  if [ "$1" = restart ] || [ "$1" = reload-or-restart ]; then ask_unit reset-failed "$2" 20 || :; fi
  if ask_unit "$1" "$2"; then
    say "unit $1 done $(encoded "$2") -"
    note "undo: $1 $2"
  else
    say "unit $1 failed $(encoded "$2") $(encoded_file "$tx/output")"
    note "undo: $1 $2 FAILED: $(head -c 500 <"$tx/output" | tr '\\n' ' ')"
    unit_failures=$((unit_failures + 1))
  fi
}
`;
