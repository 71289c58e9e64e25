/** Shell: a round of the transaction as a whole, from the lock to the word \`applied\`; \`compare\`, \`keep\`, \`stage\` and \`change\` come from the plan. */
export const transacting = `
refuse() {
  say "refused $1 $(encoded "$2")"
  give_up
}

give_up() {
  if [ -n "$opened" ]; then
    forget_boot
    clear_stages "$tx"
    rm -rf "$tx"
  fi
  [ -z "$locked" ] || release_lock
  exit 0
}

take_back() {
  trap '' INT TERM
  sh "$tx/undo.sh" --boundary "$boundary" --because "$1" </dev/null
  exit 0
}

overtaken() {
  say "overtaken $(state_of "$run")"
  exit 0
}

interrupted() {
  trap '' INT TERM
  say "interrupted"
  if [ -e "$tx/state.applying" ]; then take_back interrupted; fi
  if [ -e "$tx/state.preparing" ]; then give_up; fi
  exit 0
}

open_transaction() {
  mkdir -p "$state/tx" "$state/armed" && mkdir -m 700 "$tx" 2>/dev/null || return 1
  opened=yes
  mkdir "$tx/backup" "$tx/new" "$tx/marks" && printf '%s\\n' "$token" >"$tx/token" && : >"$tx/state.preparing" &&
    printf 'who=%s\\nsince=%s\\n' "$who" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$tx/header"
}

# From here on an undo knows this round's changes, and whom to stop before it takes them back.
take_over() {
  printf 'pid=%s\\nstarted=%s\\n' "$$" "$(started_of "$$")" >"$tx/writer.next" && printf '%s\\n' "$round" >"$tx/round.next" &&
    flush "$tx/writer.next" "$tx/round.next" && mv "$tx/writer.next" "$tx/writer" &&
    mv "$tx/paths.next" "$tx/paths" && mv "$tx/preview.sh.next" "$tx/preview.sh" && mv "$tx/undo.sh.next" "$tx/undo.sh" &&
    mv "$tx/round.next" "$tx/round" && flush "$tx"
}

begin() {
  umask 077
  LC_ALL=C
  PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
  export LC_ALL PATH
  locked=
  opened=
  drifts=0
  seen_inodes=' '
  refusal=
  unsafe=
  trap '' HUP PIPE
  trap interrupted INT TERM
  [ "$(id -u)" = 0 ] || refuse no-root 'only root can change this host'
  for tool in sha256sum stat base64 cp mv mkdir head df cut tr date; do
    command -v "$tool" >/dev/null 2>&1 || refuse no-tool "$tool is not installed"
  done
}

prepare() {
  flush_backups
  take_over || refuse no-folder "cannot write to $tx"
  arm || refuse no-switch "the dead man's switch could not be armed"
}

carry_out() {
  note "round $round begun by $who; undone in $window s unless confirmed: sh $tx/undo.sh"
  advance "$1" applying || overtaken
  change
  advance applying applied || overtaken
  note applied
  say "applied"
}

# Whoever can change what leads to the state's folder, or what is in it, could have root run what is theirs.
state_is_roots() {
  reach "$state" && [ "$here" = safe ] || return 1
  [ -e "$state" ] || return 0
  reach "$state/tx" && [ "$here" = safe ] || return 1
  [ -e "$state/tx" ] || return 0
  reach "$state/tx/$run" && [ "$here" = safe ]
}

open_state() {
  if ! state_is_roots; then
    refuse unsafe-state "$state is not root's alone: \${astray:-\${others_folder:-a folder on the way} belongs to \${others_owner:-somebody}}"
  fi
  if ! { mkdir -p "$state" && chmod 700 "$state"; }; then refuse no-folder "cannot make $state"; fi
}

compare_all() {
  compare
  [ -z "$unsafe" ] || refuse unsafe-path "$unsafe"
  [ "$drifts" = 0 ] || give_up
}

keep_all() {
  if ! { ready && keep && stage; }; then
    [ -z "$unsafe" ] || refuse unsafe-path "$unsafe"
    refuse no-backup "$refusal"
  fi
  [ "$drifts" = 0 ] || give_up
}

suture_transaction() {
  begin
  open_state
  if ! take_lock; then
    ! undo_the_dead || refuse left-open "run $holder was left open here with nobody to settle it: it is undone now"
    say_held
    exit 0
  fi
  locked=yes
  say "locked"
  [ ! -e "$tx" ] || refuse run-exists "run $run has been here before"
  compare_all
  forget_old
  enough_room || refuse no-room "$refusal"
  open_transaction || refuse no-folder "cannot make $tx"
  keep_all
  prepare
  carry_out preparing
}

# Goes on where an earlier round of the same run has stopped: its lock, its folder, and in the end one undo for all.
suture_next_round() {
  begin
  if [ "$(field run "$state/lock/owner")" != "$run" ] || [ ! -e "$tx/state.applied" ]; then overtaken; fi
  compare_all
  enough_room || refuse no-room "$refusal"
  keep_all
  prepare
  disarm "$tx/switch.before"
  carry_out applied
}
`;
