/**
 * Shell: the host's lock, held from the first look until the transaction is settled. A lock may be broken when its
 * transaction is settled, or when it never began to write and its process is gone.
 */
export const locking = `
write_owner() {
  {
    printf 'run=%s\\nwho=%s\\n' "$run" "$who"
    printf 'since=%s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    printf 'boot=%s\\npid=%s\\nstarted=%s\\n' "$(boot_id)" "$$" "$(started_of "$$")"
  } >"$state/lock/owner.new" && mv "$state/lock/owner.new" "$state/lock/owner"
}

lock_is_stale() {
  owner=$state/lock/owner
  holder=$(field run "$owner")
  if [ -z "$holder" ]; then
    made=$(stat -c %Y -- "$state/lock" 2>/dev/null) || return 0
    age=$(($(date +%s) - made))
    [ "$age" -gt 60 ] || [ "$age" -lt -60 ]
    return
  fi
  case $holder in
    *[!0-9A-Za-z-]*) return 1 ;;
  esac
  holder_state=$(state_of "$holder")
  case $holder_state in
    undone) return 0 ;;
    # An undo takes the lock of a confirmed run anew before it begins.
    '' | preparing | confirmed)
      [ "$(field boot "$owner")" = "$(boot_id)" ] || return 0
      ! is_alive "$(field pid "$owner")" "$(field started "$owner")"
      return
      ;;
    *) return 1 ;;
  esac
}

break_lock() {
  mv "$state/lock" "$state/lock.broken-$run" 2>/dev/null || return 1
  if [ "$(field run "$state/lock.broken-$run/owner")" != "$holder" ]; then
    mv "$state/lock.broken-$run" "$state/lock" 2>/dev/null
    return 1
  fi
  rm -rf "$state/lock.broken-$run"
  if [ "$holder_state" = preparing ]; then
    clear_stages "$state/tx/$holder"
    mv "$state/tx/$holder/state.preparing" "$state/tx/$holder/state.undone" 2>/dev/null
  fi
  # Who went down in the middle of its arming, or of its settling, may have left a boot unit that no boot starts.
  [ -z "$holder" ] || forget_boot_of "$holder"
  note "broke the stale lock of run \${holder:-unknown}"
}

take_lock() {
  if mkdir -m 700 "$state/lock" 2>/dev/null; then write_owner; return; fi
  holder=
  holder_state=
  if lock_is_stale && break_lock && mkdir -m 700 "$state/lock" 2>/dev/null; then write_owner; return; fi
  return 1
}

say_held() {
  armed=no
  if [ -n "$holder_state" ] && switch_is_armed "$holder"; then armed=yes; fi
  say "held \${holder_state:-none} $armed $(encoded_file "$state/lock/owner")"
}
`;

/**
 * Shell: undoes what holds the host though nobody will settle it: its switch is gone, as after a reboot, and so is the
 * shell that wrote. An undo that has failed once is left to a person.
 */
export const settlingTheDead = `
undo_the_dead() {
  case $holder_state in
    applying | applied | undoing) ;;
    *) return 1 ;;
  esac
  dead=$state/tx/$holder
  ! switch_is_armed "$holder" || return 1
  ! is_alive "$(field pid "$dead/writer")" "$(field started "$dead/writer")" || return 1
  sh "$dead/undo.sh" --because overdue </dev/null >/dev/null 2>&1
  [ "$(state_of "$holder")" = undone ]
}
`;

/** Shell: gives the lock back, if it is this run's. */
export const unlocking = `
release_lock() {
  [ "$(field run "$state/lock/owner")" = "$run" ] || return 0
  token_of "$run"
  mv "$state/lock" "$state/lock.done-$run" 2>/dev/null && rm -rf "$state/lock.done-$run" "$state/armed/\${its_token:-none}"
}
`;
