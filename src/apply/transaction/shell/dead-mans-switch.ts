/** Shell: the host undoes the transaction by itself unless the runner confirms it in time. */
export const arming = `
arm_with_systemd() {
  [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 || return 1
  bounded 20 systemd-run --quiet --collect --unit="suture-undo-$run" --on-active="$window" \\
    --timer-property=AccuracySec=100ms --description="Suture: undo of $run unless it is confirmed" \\
    /bin/sh "$tx/undo.sh" --because switch
}

arm_with_sleeper() {
  # shellcheck disable=SC2016 # the sleeper's own shell expands them
  sleeper='trap "" HUP INT; sleep "$1"; exec sh "$2" --because switch'
  if command -v setsid >/dev/null 2>&1; then
    setsid sh -c "$sleeper" suture-switch "$window" "$tx/undo.sh" </dev/null >/dev/null 2>&1 &
  else
    sh -c "$sleeper" suture-switch "$window" "$tx/undo.sh" </dev/null >/dev/null 2>&1 &
  fi
  sleeper_pid=$!
  sleeper_started=$(started_of "$sleeper_pid")
  [ -n "$sleeper_started" ]
}

arm() {
  if arm_with_systemd; then
    printf 'kind=systemd\\n' >"$tx/switch"
    say "armed systemd $window"
  elif arm_with_sleeper; then
    printf 'kind=sleeper\\npid=%s\\nstarted=%s\\n' "$sleeper_pid" "$sleeper_started" >"$tx/switch"
    say "armed sleeper $window"
  else
    return 1
  fi
  printf 'armed=%s\\nseconds=%s\\nboot=%s\\n' "$(date +%s)" "$window" "$(boot_id)" >>"$tx/switch"
  flush "$tx/switch"
}
`;

/** Shell: stands the switch down; one that fires all the same finds nothing open and does nothing. */
export const disarming = `
disarm() {
  case $(field kind "$tx/switch") in
    systemd) systemctl stop "suture-undo-$run.timer" </dev/null >/dev/null 2>&1 || : ;;
    sleeper)
      sleeper_pid=$(field pid "$tx/switch")
      if is_alive "$sleeper_pid" "$(field started "$tx/switch")"; then
        kill -s TERM -- "-$sleeper_pid" 2>/dev/null || kill -TERM "$sleeper_pid" 2>/dev/null || :
      fi
      ;;
  esac
}
`;
