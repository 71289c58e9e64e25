/** Shell: the undo as a whole; run it twice and the second time does nothing. */
export const undoing = `
usage() {
  printf 'usage: sh %s [--force]\\n' "$0"
  printf '  undoes run %s on this host; refuses where somebody changed a file since\\n' "$run"
  printf '  --force  put the old files back all the same; the newer ones are kept in %s\\n' "$tx/kept"
}

take_undo_lock() {
  if ! mkdir "$tx/undoing" 2>/dev/null; then
    is_alive "$(field pid "$tx/undoing/owner")" "$(field started "$tx/undoing/owner")" && return 1
    sleep 1
    is_alive "$(field pid "$tx/undoing/owner")" "$(field started "$tx/undoing/owner")" && return 1
  fi
  printf 'pid=%s\\nstarted=%s\\n' "$$" "$(started_of "$$")" >"$tx/undoing/owner"
}

stop_the_writer() {
  writer=$(field pid "$tx/writer")
  [ "$writer" != "$PPID" ] || return 0
  is_alive "$writer" "$(field started "$tx/writer")" || return 0
  offspring=$(cat "/proc/$writer/task/$writer/children" 2>/dev/null)
  for process in $writer $offspring; do
    kill -KILL "$process" 2>/dev/null || :
  done
}

check_path() {
  begun "$2" || return 0
  judge "$@"
  case $kind.$verdict in
    file.theirs | file.gone | attributes.theirs | socket.theirs) ;;
    *) return 0 ;;
  esac
  changed=$((changed + 1))
  say "changed-since $id $(encoded "$path")"
  tell "changed since: $path"
}

# A later round of the run has changed more than this script knows of; that round's own undo knows all.
hand_over() {
  latest=$(cat "$tx/round" 2>/dev/null)
  [ "\${latest:-1}" -gt "$round" ] || return 0
  rm -rf "$tx/undoing"
  [ "$force" = no ] || exec sh "$tx/undo.sh" --boundary "$boundary" --because "$because" --force
  exec sh "$tx/undo.sh" --boundary "$boundary" --because "$because"
}

finish() {
  rm -rf "$tx/undoing"
  exit "$1"
}

settle_undone() {
  if [ "$failures" = 0 ] && { [ "$unit_failures" = 0 ] || [ "$force" = yes ]; }; then
    advance undoing undone
    [ "$because" = switch ] || disarm "$tx/switch"
    release_lock
    say "undone"
    note "undone ($because)"
    finish 0
  fi
  advance undoing undo-failed
  say "undo-failed"
  note "the undo FAILED in part; run it again once the reason is gone, or with --force to accept units that won't start"
  finish 1
}

undo() {
  from=$(state_of "$run")
  case $from in
    undone)
      say "settled undone"
      tell "run $run is already undone on this host"
      finish 0
      ;;
    preparing | applying | applied | undoing | undo-failed) ;;
    confirmed) [ "$because" != switch ] || finish 0 ;;
    *)
      say "settled \${from:-none}"
      tell "run $run changed nothing on this host"
      finish 0
      ;;
  esac
  if [ "$from" = preparing ] || [ "$from" = applying ]; then
    stop_the_writer
    hand_over
    from=$(state_of "$run")
  fi
  changed=0
  [ "$from" = undoing ] || each_path check_path
  if [ "$changed" != 0 ] && [ "$force" = no ]; then
    say "undo-refused"
    note "undo refused: $changed path(s) changed since; --force puts the old ones back and keeps the newer ones"
    finish 3
  fi
  if [ "$from" != undoing ] && ! advance "$from" undoing; then
    say "settled $(state_of "$run")"
    finish 0
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
  while [ $# -gt 0 ]; do
    case $1 in
      --force) force=yes ;;
      --boundary) boundary=$2; shift ;;
      --because) because=$2; shift ;;
      *) usage; exit 2 ;;
    esac
    shift
  done
  if [ "$(id -u)" != 0 ]; then
    say "refused no-root -"
    tell "only root can undo"
    exit 4
  fi
  if ! take_undo_lock; then
    say "settled undoing"
    tell "another undo of this run is under way"
    exit 5
  fi
  undo
}
`;
