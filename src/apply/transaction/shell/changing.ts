/** Shell: the changes themselves; each leaves a mark before it begins, so that an undo knows how far things went. */
export const changing = `
write_file() {
  if [ "$(sha_of "$2")" != "$3" ]; then
    printf '%s was changed after it had been compared\\n' "$2" >"$tx/output"
    return 1
  fi
  [ "$(sha_of "$tx/new/$1")" != "$3" ] || return 0
  # A file that is written twice is kept, and put back, under the first write's id.
  ours=no
  ! begun "$4" || ours=yes
  mark "$4.begun" && replace_text "$tx/new/$1" "$2" "$4" "$3" 2>"$tx/output" && return
  clear_swap "$2" "$4"
  # Nothing of ours stands there: what does is none of the undo's business.
  [ "$ours" = yes ] || [ -e "$tx/marks/$4.in-place" ] || rm -f "$tx/marks/$4.begun"
  return 1
}

# A second name never takes the place of another file; where there are no second names, a rename must do.
put_in_place() {
  if [ ! -e "$2" ] && [ ! -L "$2" ] && { ln -- "$1" "$2" 2>/dev/null || mv -- "$1" "$2"; }; then
    rm -f "$1"
    flush "$folder"
  else
    rm -f "$1"
    printf '%s stands there by now\\n' "$2" >&2
    return 1
  fi
}

create_file() {
  folder_of "$2"
  temp=$folder/.suture-$run-$1
  mark "$1.begun" && rm -f "$temp" && cat "$tx/new/$1" >"$temp" && chown -- "$3:$4" "$temp" && chmod "$5" "$temp" &&
    flush "$temp" && put_in_place "$temp" "$2" && return
  rm -f "$temp" "$tx/marks/$1.begun"
  return 1
} 2>"$tx/output"

remove_file() {
  folder_of "$2"
  aside=$folder/.suture-$run-$1
  if [ "$(sha_of "$2")" = "$3" ] && mark "$1.begun" && mv -- "$2" "$aside"; then
    if [ "$(sha_of "$aside")" = "$3" ]; then
      rm -f "$aside" && flush "$folder"
      return
    fi
    mv -- "$aside" "$2"
  fi
  rm -f "$tx/marks/$1.begun"
  printf '%s was changed after it had been compared\\n' "$2" >&2
  return 1
} 2>"$tx/output"

set_link() {
  folder_of "$2"
  if ! link_is "$2" "$3"; then
    printf '%s was changed after it had been compared\\n' "$2" >&2
    return 1
  fi
  temp=$folder/.suture-$run-$1
  mark "$1.begun" || return 1
  if [ -z "$4" ]; then rm -f -- "$2"
  elif [ -z "$3" ]; then ln -s -- "$4" "$2"
  else rm -f "$temp" && ln -s -- "$4" "$temp" && rename_over "$temp" "$2"
  fi && flush "$folder"
} 2>"$tx/output"

remove_directory() {
  folder_of "$2"
  mark "$1.begun" && rmdir -- "$2" && flush "$folder"
} 2>"$tx/output"

set_attributes() {
  chown -- "$3:$4" "$2" 2>"$tx/output" || return 1
  chmod "$5" "$2" 2>"$tx/output" || return 1
}

change_attributes() {
  # Owners are names in the plan and numbers in the kernel: the undo compares with what the kernel made of them.
  mark "$1.begun" && set_attributes "$@" && attributes_of "$2" >"$tx/backup/$6.after"
}

remove_socket() {
  folder_of "$2"
  aside=$folder/.suture-$run-$1
  mark "$1.begun"
  if has_listener "$2"; then
    printf '%s is listened on by now\\n' "$2" >"$tx/output"
    return 1
  fi
  mv "$2" "$aside" 2>"$tx/output" || return 1
  if [ "$(stat -c %i -- "$aside")" != "$3" ]; then
    mv "$aside" "$2"
    printf '%s was replaced a moment ago\\n' "$2" >"$tx/output"
    return 1
  fi
  mv "$aside" "$tx/backup/$1" 2>"$tx/output"
}

make_directory() {
  mark "$1.begun" && mkdir -m 700 -- "$2" 2>"$tx/output" && set_attributes "$@"
}

use_unit() {
  mark "$1.begun" && ask_unit "$3" "$2" "$4"
}

# A command that failed may have done half of it, so its undo is run all the same.
run_command() {
  mark "$1.begun" || return 1
  shift 2
  "$@"
}

passes() {
  bounded "$@"
  passed=$?
  found=$(head -c 9000 <"$tx/output")
  return "$passed"
}

step() {
  step_id=$2
  [ -e "$tx/state.applying" ] || overtaken
  say "change $step_id begun -"
  : >"$tx/output"
  if "$@"; then
    say "change $step_id done $(encoded_file "$tx/output")"
    note "change $step_id: $1 $3: done"
  else
    say "change $step_id failed $(encoded_file "$tx/output")"
    words=$(head -c 500 <"$tx/output" | tr '\\n' ' ')
    # What a command says may be secret, and syslog is read by others.
    [ "$1" != run_command ] || words='its output is in the journal of the run'
    note "change $step_id: $1 $3: FAILED: $words"
    take_back "$step_id"
  fi
}

check() {
  check_id=$1
  shift
  [ -e "$tx/state.applying" ] || overtaken
  found=
  say "change $check_id begun -"
  if "$@"; then
    say "gate $check_id passed $(encoded "$found")"
    return
  fi
  say "gate $check_id failed $(encoded "$found")"
  note "check $check_id FAILED: $(printf %s "$found" | head -c 300 | tr '\\n' ' ')"
  take_back "$check_id"
}
`;
