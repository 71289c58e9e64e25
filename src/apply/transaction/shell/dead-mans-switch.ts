import { shellQuote } from '../../../formats/shell-quote.ts';
import { AGAIN_SECONDS } from './at-boot.ts';

/**
 * Shell of the sleeper: waits, then undoes, again and again until that has ended one way or the other. A shell that can't
 * fork ends; this one becomes itself again then, which takes no fork, and waits without one where its shell's `read` knows
 * of time, as bash's and busybox's does: else it would never rest. By /proc/uptime it knows whether it has waited.
 * Its arguments: its shell, the seconds, the undo, this text.
 */
const sleeper = `trap "" HUP INT
trap "trap - EXIT; exit" TERM
trap 'exec "$1" -c "$4" suture-switch "$1" ${AGAIN_SECONDS} "$3" "$4"' EXIT
read -r then _ </proc/uptime
read -r -t "$2" _ <&3 2>/dev/null
read -r now _ </proc/uptime
[ "$((\${now%.*} - \${then%.*}))" -ge "$(($2 - 1))" ] || sleep "$2"
if [ -e "$3" ]; then
  sh "$3" --because switch 3<&-
  case $? in
    0 | 1 | 3) trap - EXIT ;;
  esac
else
  trap - EXIT
fi`;

/** Shell: the host undoes the transaction by itself unless the runner confirms it in time. */
export const arming = `
# A timer that goes on until the undo has ended one way or the other: a host that can't start a process now may later.
arm_with_systemd() {
  [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 || return 1
  # shellcheck disable=SC2016 # the unit's own shell expands them
  bounded 20 systemd-run --quiet --collect --unit="$switch_unit" --on-active="$window" \\
    --timer-property=AccuracySec=100ms --timer-property=OnUnitInactiveSec=${AGAIN_SECONDS} \\
    --description="Suture: undo unless it is confirmed" \\
    /bin/sh -c '[ ! -e "$1" ] || exec /bin/sh "$1" --because switch; exec systemctl stop "$2"' suture-switch \\
    "$state/armed/$its_token" "$switch_unit.timer"
}

# shellcheck disable=SC2016 # the sleeper's own shell expands them
sleeper=${shellQuote(sleeper)}

arm_with_sleeper() {
  sleeper_shell=$(command -v bash) || sleeper_shell=/bin/sh
  rm -f "$tx/quiet" && mkfifo "$tx/quiet" || return 1
  set -- "$sleeper_shell" -c "$sleeper" suture-switch "$sleeper_shell" "$window" "$state/armed/$its_token" "$sleeper"
  ! command -v setsid >/dev/null 2>&1 || set -- setsid "$@"
  "$@" </dev/null >/dev/null 2>&1 3<>"$tx/quiet" &
  sleeper_pid=$!
  sleeper_started=$(started_of "$sleeper_pid")
  [ -n "$sleeper_started" ]
}

arm() {
  token_of "$run"
  [ -n "$its_token" ] || return 1
  ln -sfn "../tx/$run/undo.sh" "$state/armed/$its_token" || return 1
  switch_unit=suture-undo-$its_token
  [ "$round" = 1 ] || switch_unit=$switch_unit-$round
  if arm_with_systemd; then
    printf 'kind=systemd\\nunit=%s\\n' "$switch_unit" >"$tx/switch.next"
    say "armed systemd $window"
  elif arm_with_sleeper; then
    printf 'kind=sleeper\\npid=%s\\nstarted=%s\\n' "$sleeper_pid" "$sleeper_started" >"$tx/switch.next"
    say "armed sleeper $window"
  else
    return 1
  fi
  printf 'armed=%s\\nseconds=%s\\nboot=%s\\n' "$(date +%s)" "$window" "$(boot_id)" >>"$tx/switch.next"
  flush "$tx/switch.next"
  [ ! -e "$tx/switch" ] || mv "$tx/switch" "$tx/switch.before"
  mv "$tx/switch.next" "$tx/switch" && flush "$tx"
  if [ -d /run/systemd/system ] && ! wake_at_boot; then
    note "no unit for the next boot could be made: if this host goes down now, the next run settles it"
  fi
}
`;

/** Shell: stands a switch down; one that fires all the same finds nothing open and does nothing. */
export const disarming = `
disarm() {
  case $(field kind "$1") in
    # Whoever was killed while it armed had no time to write down what it had armed.
    systemd | '')
      switch_unit=$(field unit "$1")
      token_of "$run"
      systemctl stop "\${switch_unit:-suture-undo-\${its_token:-none}*}.timer" </dev/null >/dev/null 2>&1 || :
      ;;
    sleeper)
      sleeper_pid=$(field pid "$1")
      if is_alive "$sleeper_pid" "$(field started "$1")"; then
        kill -s TERM -- "-$sleeper_pid" 2>/dev/null || kill -TERM "$sleeper_pid" 2>/dev/null || :
      fi
      ;;
  esac
}
`;

/** Shell: what has fired and has nothing left to do stands itself down; a sleeper ends by the undo's status. */
export const standingDown = `
stand_down() {
  [ "$because" = switch ] && [ "$(field kind "$tx/switch")" = systemd ] || return 0
  systemctl stop "$(field unit "$tx/switch").timer" </dev/null >/dev/null 2>&1 || :
}
`;

/** Shell: whether a run's switch still waits, or is at work; a systemd that can't be asked counts as waiting. */
export const watching = `
switch_is_armed() {
  armed_as=$state/tx/$1/switch
  case $(field kind "$armed_as") in
    systemd)
      armed_unit=$(field unit "$armed_as")
      systemctl is-active --quiet "$armed_unit.timer" "$armed_unit.service" </dev/null >/dev/null 2>&1
      case $? in
        3 | 4) return 1 ;;
      esac
      ;;
    sleeper) is_alive "$(field pid "$armed_as")" "$(field started "$armed_as")" ;;
    *) return 1 ;;
  esac
}
`;
