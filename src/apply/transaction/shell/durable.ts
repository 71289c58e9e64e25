/** Shell: files that are whole after a power cut, and keep owner, mode, ACL, attributes and their several names. */
export const durable = `
flush() {
  sync -- "$@" 2>/dev/null || sync 2>/dev/null || :
}

# A link is copied as a link.
copy() {
  cp -P -p --preserve=all -- "$1" "$2" 2>/dev/null || cp -P -p -- "$1" "$2"
}

copy_folder() {
  cp -R -p --preserve=all -- "$1" "$2" 2>/dev/null || cp -R -p -- "$1" "$2"
}

# mv would go into the folder that a link leads to; a host whose mv knows no -T has a moment without either.
rename_over() {
  mv -f -T -- "$1" "$2" 2>/dev/null || { rm -f -- "$2" && mv -- "$1" "$2"; }
}

mark() {
  : >"$tx/marks/$1" && flush "$tx/marks/$1" "$tx/marks"
}

# A file with several names is written in place: a rename would leave the other names with the old text. The mark says
# that the text may be half written, and ours.
write_in_place() {
  mark "$3.in-place" && cat "$1" >"$2" && flush "$2" && rm -f "$tx/marks/$3.in-place"
}

# One rename puts a new file at the place of the old, whose content was this when it was looked at. The old one keeps a
# second name meanwhile, for only now nobody can write to it unseen: whoever did gets it back.
swap_in() {
  old=$1-old
  rm -f "$old"
  if [ "$(sha_of "$2")" = "$3" ]; then
    ln -- "$2" "$old" 2>/dev/null || :
    mv -f "$1" "$2" && flush "$folder" || return 1
    if [ ! -e "$old" ]; then return; fi
    if [ "$(sha_of "$old")" = "$3" ]; then rm -f "$old"; return; fi
    mv -f "$old" "$2" && flush "$folder"
  fi
  rm -f "$1"
  printf '%s was changed a moment ago\\n' "$2" >&2
  return 1
}

clear_swap() {
  folder_of "$1"
  rm -f "$folder/.suture-$run-$2" "$folder/.suture-$run-$2-old"
}

replace_text() {
  if [ "$(stat -c %h -- "$2")" != 1 ]; then
    write_in_place "$1" "$2" "$3"
    return
  fi
  folder_of "$2"
  temp=$folder/.suture-$run-$3
  rm -f "$temp" && copy "$2" "$temp" && cat "$1" >"$temp" && flush "$temp" && swap_in "$temp" "$2" "$4"
}

restore_file() {
  folder_of "$2"
  temp=$folder/.suture-$run-$3
  if [ -f "$2" ] && [ "$(stat -c %h -- "$2")" != 1 ]; then
    write_in_place "$1" "$2" "$3" || return 1
    cp --attributes-only --preserve=all -- "$1" "$2" 2>/dev/null && return 0
    chown "$(stat -c %u:%g -- "$1")" "$2" && chmod "$(stat -c %a -- "$1")" "$2" && touch -r "$1" "$2"
    return
  fi
  copy "$1" "$temp" && flush "$temp" || return 1
  if [ -e "$2" ]; then swap_in "$temp" "$2" "$4"; else mv -f "$temp" "$2" && flush "$folder"; fi
}

advance() {
  mv "$tx/state.$1" "$tx/state.$2" 2>/dev/null && flush "$tx"
}
`;
