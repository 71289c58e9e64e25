/** Shell: the changes themselves; each leaves a mark before it begins, so that an undo knows how far things went. */
export const changing = `
write_file() {
  reach "$2"
  if [ "$(sha_at)" != "$3" ]; then
    printf '%s was changed after it had been compared\\n' "$2" >"$tx/output"
    return 1
  fi
  [ "$(sha_of "$tx/new/$1")" != "$3" ] || return 0
  # A file that is written twice is kept, and put back, under the first write's id.
  ours=no
  ! begun "$4" || ours=yes
  if [ "$here" = others ]; then
    mark "$4.begun" && staged write_there "$4" "$tx/new/$1" "$2" "$3" 2>"$tx/output" && return
  else
    mark "$4.begun" && replace_text "$tx/new/$1" "$2" "$4" "$3" 2>"$tx/output" && return
    clear_swap "$2" "$4"
  fi
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
  reach "$2"
  if [ "$here" = others ]; then
    mark "$1.begun" && staged create_there "$@" && return
    rm -f "$tx/marks/$1.begun"
    return 1
  fi
  temp=$folder/.suture-$run-$1
  mark "$1.begun" && rm -f "$temp" && cat "$tx/new/$1" >"$temp" && chown -- "$3:$4" "$temp" && chmod "$5" "$temp" &&
    flush "$temp" && put_in_place "$temp" "$2" && return
  rm -f "$temp" "$tx/marks/$1.begun"
  return 1
} 2>"$tx/output"

remove_file() {
  reach "$2"
  if [ "$here" = others ]; then
    mark "$1.begun" && staged remove_there "$@" && return
    rm -f "$tx/marks/$1.begun"
    return 1
  fi
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
  reach "$2"
  if ! link_is "$at" "$3"; then
    printf '%s was changed after it had been compared\\n' "$2" >&2
    return 1
  fi
  temp=$folder/.suture-$run-$1
  mark "$1.begun" || return 1
  if [ "$here" = others ]; then
    staged link_there "$@"
    return
  fi
  if [ -z "$4" ]; then rm -f -- "$2"
  elif [ -z "$3" ]; then ln -s -- "$4" "$2"
  else rm -f "$temp" && ln -s -- "$4" "$temp" && rename_over "$temp" "$2"
  fi && flush "$folder"
} 2>"$tx/output"

remove_directory() {
  reach "$2"
  ways_may_differ
  mark "$1.begun" && rmdir -- "$at" && flush "\${at%/*}/"
} 2>"$tx/output"

set_attributes() {
  chown -h -- "$3:$4" "$2" 2>"$tx/output" || return 1
  chmod "$5" "$2" 2>"$tx/output" || return 1
}

# Owners are names in the plan and numbers in the kernel: the undo compares with what the kernel made of them.
change_attributes() {
  reach "$2"
  ways_may_differ
  mark "$1.begun" || return 1
  if [ "$here" = others ]; then
    staged give_there "$1" "$2" "$3:$4" "$5" "$tx/backup/$6.after" "$6" 2>"$tx/output"
    return
  fi
  set_attributes "$@" && attributes_of "$2" >"$tx/backup/$6.after"
}

remove_socket() {
  reach "$2"
  aside=$folder/.suture-$run-$1
  mark "$1.begun"
  if has_listener "$2"; then
    printf '%s is listened on by now\\n' "$2" >"$tx/output"
    return 1
  fi
  if [ "$here" = others ]; then
    staged remove_socket_there "$@" 2>"$tx/output"
    return
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
  reach "$2"
  if [ "$here" = others ]; then
    mark "$1.begun" && staged make_folder_there "$@" 2>"$tx/output"
    return
  fi
  mark "$1.begun" && mkdir -m 700 -- "$2" 2>"$tx/output" && set_attributes "$@"
}

# What systemd would not touch needs no undo: it is as it was, to the same start and the same moment.
use_unit() {
  ways_may_differ
  moves=$(moves_of "$2")
  children=
  [ "$3" != reload ] || children=$(children_of "$2")
  mark "$1.begun" && ask_unit "$3" "$2" "$4" && return
  case $3 in
    start | restart | reload) ;;
    *) return 1 ;;
  esac
  if [ -n "$moves" ] && [ "$(moves_of "$2")" = "$moves" ]; then
    rm -f "$tx/marks/$1.begun"
  elif [ -n "$children" ] && sleep 1 && [ "$(children_of "$2")" = "$children" ]; then
    # Its reload has failed before it read anything: what has moved was that attempt, and has nothing of ours.
    rm -f "$tx/marks/$1.begun"
    moves_of "$2" >"$tx/backup/$5.unit"
  fi
  return 1
}

# A command that failed may have done half of it, so its undo is run all the same.
run_command() {
  ways_may_differ
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
