/** How often a host tries by itself to undo what can't be put back, before that is left to a person. */
const OWN_TRIES = 4;

/** Shell: the undo as a whole; run it twice and the second time does nothing. */
export const undoing = `
usage() {
  cat <<USAGE
usage: sh $tx/undo.sh [--check | --force]

Takes back what run $run changed on this host, and nothing else: files, attributes, sockets and folders from
$tx/backup, then the units. Needs root, and nothing of Suture but this folder. Where somebody changed since
what the run had changed, it stops before it touches anything, and says what that is.

  --check  say what would be put back, and change nothing
  --force  put it back all the same (what stands there now is kept in $tx/kept), and
           accept units that won't start, and commands whose own undo fails
  --help   this text

Ends with 0 when everything is as it was before the run, 1 when something could not be put back, 2 for a wrong
option, 3 when somebody changed something since, 4 without root, 5 while another undo is at it, 6 while another
run holds this host, 7 when this host could not start the processes that it takes: then try again, as the host
does by itself. What was done is in $state/log and in syslog.
USAGE
}

# A link holds its owner's name without a block of its own: a full disk must not keep a host from undoing.
take_undo_lock() {
  me=$$:$(started_of "$$")
  ln -s "$me" "$tx/undoer" 2>/dev/null && return
  at_it=$(readlink "$tx/undoer")
  is_alive "\${at_it%:*}" "\${at_it#*:}" && return 1
  mv "$tx/undoer" "$tx/undoer-$$" 2>/dev/null || return 1
  if [ "$(readlink "$tx/undoer-$$")" != "$at_it" ]; then
    mv "$tx/undoer-$$" "$tx/undoer"
    return 1
  fi
  rm -f "$tx/undoer-$$"
  ln -s "$me" "$tx/undoer" 2>/dev/null
}

# The writer itself asks for an undo when a change fails; the sleeper that is its child asks when nobody has confirmed.
stop_the_writer() {
  writer=$(field pid "$tx/writer")
  [ "$because" = switch ] || [ "$writer" != "$PPID" ] || return 0
  is_alive "$writer" "$(field started "$tx/writer")" || return 0
  offspring=$(cat "/proc/$writer/task/$writer/children" 2>/dev/null)
  kill -KILL "$writer" 2>/dev/null || :
  for process in $offspring; do
    if [ "$process" = "$$" ] || [ "$process" = "$PPID" ]; then continue; fi
    kill -KILL "$process" 2>/dev/null || :
    # A command of the playbook's leads a group of its own.
    kill -s KILL -- "-$process" 2>/dev/null || :
  done
}

# Three processes at once. Where they can't be had, what an undo sees and does means nothing.
can_work() {
  [ "$(printf 'it works' | tr -d ' ' | cat)" = itworks ]
}

try_again() {
  tell 'this host cannot start the processes that an undo takes; try again'
  [ "$(readlink "$tx/undoer")" != "$me" ] || rm -f "$tx/undoer"
  exit 7
}

# Whoever can't look must not say that somebody changed something: what speaks of others is looked at twice.
surely() {
  judge "$@"
  [ "$verdict" = theirs ] || [ "$verdict" = gone ] || return 0
  can_work || try_again
  judge "$@"
  can_work || try_again
}

check_path() {
  begun "$2" || return 0
  surely "$@"
  case $kind.$verdict in
    file.theirs | file.gone | attributes.theirs | socket.theirs) ;;
    created.theirs | removed.theirs | link.theirs | folder.theirs) ;;
    *) return 0 ;;
  esac
  changed=$((changed + 1))
  later=$(later_run "$path")
  say "changed-since $id $(encoded "$path") \${later:--}"
  tell "changed since\${later:+ by run $later}: $path"
}

# A later round of the run has changed more than this script knows of; that round's own undo knows all.
hand_over() {
  latest=$(cat "$tx/round" 2>/dev/null)
  [ "\${latest:-1}" -gt "$round" ] || return 0
  rm -f "$tx/undoer"
  [ "$force" = no ] || exec sh "$tx/undo.sh" --boundary "$boundary" --because "$because" --force
  exec sh "$tx/undo.sh" --boundary "$boundary" --because "$because"
}

finish() {
  rm -f "$tx/undoer"
  case $1 in
    0 | 1 | 3) stand_down ;;
  esac
  exit "$1"
}

# A host that undoes by itself has nobody who would look: what failed may have failed for a moment's reason.
may_try_again() {
  case $because in
    switch | boot) ;;
    *) return 1 ;;
  esac
  printf 'x\\n' >>"$tx/undo-tries"
  [ "$(grep -c x "$tx/undo-tries")" -lt ${OWN_TRIES} ]
}

settle_undone() {
  if [ "$failures" = 0 ] && { [ "$unit_failures" = 0 ] || [ "$force" = yes ]; }; then
    # First, for who finds this undone has nothing of it to clear away; if it is cut off here, it is still open.
    forget_boot
    clear_stages "$tx"
    advance undoing undone
    [ "$because" = switch ] || disarm "$tx/switch"
    release_lock
    say "undone"
    note "undone ($because)"
    finish 0
  fi
  # Nothing has failed yet where the host could only not begin it: it goes on from here.
  can_work || try_again
  advance undoing undo-failed
  say "undo-failed"
  note "the undo FAILED in part; run it again once the reason is gone, or with --force to accept units that won't start and commands that fail"
  ! may_try_again || finish 7
  finish 1
}

undo() {
  from=$(state_of "$run")
  case $from in
    undone)
      forget_boot
      say "settled undone"
      tell "run $run is already undone on this host"
      finish 0
      ;;
    preparing | applying | applied | undoing | undo-failed) ;;
    confirmed)
      if [ "$because" != operator ]; then
        forget_boot
        say "settled confirmed"
        finish 0
      fi
      who=$(field who "$tx/header")
      if ! take_lock; then
        say_held
        tell "run $holder holds this host ($holder_state); settle that one first: sh $state/tx/$holder/undo.sh"
        finish 6
      fi
      ;;
    *)
      say "settled \${from:-none}"
      tell "run $run changed nothing on this host"
      finish 0
      ;;
  esac
  if [ "$because" = boot ] && switch_is_armed "$run"; then finish 0; fi
  if [ "$from" = preparing ] || [ "$from" = applying ]; then
    stop_the_writer
    hand_over
    from=$(state_of "$run")
  fi
  changed=0
  [ "$from" = undoing ] || each_path check_path
  if [ "$changed" != 0 ] && [ "$force" = no ]; then
    [ "$from" != confirmed ] || release_lock
    say "undo-refused"
    note "undo refused: $changed path(s) changed since; --force puts the old ones back and keeps the newer ones"
    finish 3
  fi
  if [ "$from" != undoing ] && ! advance "$from" undoing; then
    [ "$from" != confirmed ] || release_lock
    from=$(state_of "$run")
    say "settled $from"
    case $from in
      undone | confirmed) finish 0 ;;
    esac
    finish 7
  fi
  say "undoing $because"
  note "undoing, because: $because"
  failures=0
  unit_failures=0
  units_down
  pass=early
  each_path put_back
  units_again
  pass=late
  each_path put_back
  settle_undone
}

suture_undo() {
  umask 077
  LC_ALL=C
  PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  trap '' HUP PIPE
  boundary=
  because=operator
  force=no
  check=no
  me=
  while [ $# -gt 0 ]; do
    case $1 in
      --force) force=yes ;;
      --boundary) boundary=$2; shift ;;
      --because) because=$2; shift ;;
      --check) check=yes ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  if [ "$(id -u)" != 0 ]; then
    say "refused no-root -"
    tell "only root can undo"
    exit 4
  fi
  if [ "$check" = yes ]; then
    tell "run $run on this host: $(state_of "$run")"
    if [ -e "$tx/state.undone" ]; then exit 0; fi
    exec sh "$tx/preview.sh" ''
  fi
  can_work || try_again
  if ! take_undo_lock; then
    say "settled undoing"
    tell "another undo of this run is under way"
    exit 5
  fi
  undo
}
`;
