import { initScripts } from '../../../collect/shell/init-scripts.ts';

/** Shell: what systemd says of a unit, or a script in /etc/init.d of its service. */
export const unitStates = `${initScripts}
look_at_unit() {
  unit_active=
  unit_enabled=
  unit_load=
  unit_refuses=
  case $1 in
    /*)
      init_active "$1"
      init_enabled "$1"
      unit_active=$init_active unit_enabled=$init_enabled
      return
      ;;
  esac
  while IFS= read -r unit_line; do
    case $unit_line in
      ActiveState=*) unit_active=\${unit_line#*=} ;;
      UnitFileState=*) unit_enabled=\${unit_line#*=} ;;
      LoadState=*) unit_load=\${unit_line#*=} ;;
      CanStart=no) unit_refuses="$unit_refuses start" ;;
      CanStop=no) unit_refuses="$unit_refuses stop" ;;
      CanReload=no) unit_refuses="$unit_refuses reload" ;;
    esac
  done <<UNIT
$(systemctl show -p ActiveState,UnitFileState,LoadState,CanStart,CanStop,CanReload -- "$1" 2>/dev/null)
UNIT
}
`;

/** Shell: whether a unit has been started or reloaded since it was kept, by a boot or by somebody: it has read what we wrote. */
export const unitMoves = `
moves_of() {
  case $1 in
    # A reload of nginx's and one of PHP-FPM's both start new workers.
    /*) LC_ALL=C ps -eo pid=,lstart=,args= | awk '/[0-9] (nginx|php-fpm): /' ;;
    *) systemctl show -p InvocationID,StateChangeTimestampMonotonic -- "$1" 2>/dev/null ;;
  esac
}

# A unit's main process and its children: whoever has read files anew has other children. Nothing for one that can't be told.
children_of() {
  case $1 in
    /*) return 1 ;;
  esac
  main_pid=$(systemctl show -p MainPID --value -- "$1" 2>/dev/null)
  [ "\${main_pid:-0}" != 0 ] && main_children=$(cat "/proc/$main_pid/task/$main_pid/children" 2>/dev/null) &&
    printf '%s: %s' "$main_pid" "$main_children"
}

moved_since() {
  [ -r "$tx/backup/$1.unit" ] && [ -n "$(ls "$tx/marks")" ] && [ "$(moves_of "$2")" != "$(cat "$tx/backup/$1.unit")" ]
}
`;

/** Shell: runs a command within so many seconds, its output kept in a file of the transaction. */
export const bounded = `
bounded() {
  seconds=$1
  shift
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 5 "$seconds" "$@" </dev/null >"$tx/output" 2>&1
  else
    "$@" </dev/null >"$tx/output" 2>&1
  fi
}
`;

/**
 * Shell: has nginx's own main process read its files, where its unit's way to reach it fails: a pid file that is empty or says
 * another's. Sure of it only once its workers are others.
 */
export const reachingNginx = `
reach_nginx() {
  reached=$(children_of "$1") || return 1
  main_pid=\${reached%%:*}
  case $(readlink "/proc/$main_pid/exe") in
    */nginx) ;;
    *) return 1 ;;
  esac
  kill -HUP "$main_pid" 2>/dev/null || return 1
  for _ in 1 2 3 4 5; do
    sleep 1
    if [ "$(children_of "$1")" != "$reached" ]; then
      look_at_unit "$1"
      [ "$unit_active" = active ]
      return
    fi
  done
  return 1
}
`;

/** Shell: a verb for a unit or an init script; one that should run is looked at again, for exit 0 alone proves little. */
export const unitVerbs = `
ask_script() {
  init_name=\${2##*/} init_by=service
  [ ! -d /run/openrc ] || init_by=rc-service
  case $1 in
    # Only systemd counts how often a start has failed.
    reset-failed) ;;
    enable | disable)
      if command -v rc-update >/dev/null 2>&1; then
        if [ "$1" = enable ]; then set -- add; else set -- del; fi
        bounded 20 rc-update "$1" "$init_name" default
      else
        bounded 20 update-rc.d "$init_name" "$1"
      fi
      ;;
    reload-or-restart) bounded "$3" "$init_by" "$init_name" reload || bounded "$3" "$init_by" "$init_name" restart ;;
    *)
      # OpenRC takes what has crashed for started, until it is told to forget that.
      if [ "$1" = start ] && [ "$init_by" = rc-service ]; then
        rc-service "$init_name" status </dev/null >/dev/null 2>&1
        [ $? != 32 ] || bounded 20 rc-service "$init_name" zap
      fi
      bounded "$3" "$init_by" "$init_name" "$1"
      ;;
  esac
}

ask_unit() {
  case $2 in
    /*) ask_script "$1" "$2" "\${3:-90}" || return 1 ;;
    *)
      if ! bounded "\${3:-90}" systemctl --no-ask-password "$1" -- "$2"; then
        systemctl --no-pager --lines=8 status -- "$2" </dev/null 2>/dev/null | head -c 4000 >>"$tx/output"
        return 1
      fi
      ;;
  esac
  case $1 in
    start | restart | reload | reload-or-restart) ;;
    *) return 0 ;;
  esac
  look_at_unit "$2"
  [ "$unit_active" = active ] && return 0
  printf '%s of %s ended well, but it is %s\\n' "$1" "$2" "$unit_active" >>"$tx/output"
  return 1
}
`;
