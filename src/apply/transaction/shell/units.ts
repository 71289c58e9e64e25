/** Shell: what systemd says of a unit, and asking it for something within a bounded time. */
export const unitStates = `
look_at_unit() {
  unit_active=
  unit_enabled=
  while IFS= read -r unit_line; do
    case $unit_line in
      ActiveState=*) unit_active=\${unit_line#*=} ;;
      UnitFileState=*) unit_enabled=\${unit_line#*=} ;;
    esac
  done <<UNIT
$(systemctl show -p ActiveState -p UnitFileState -- "$1" 2>/dev/null)
UNIT
}
`;

/** Shell: whether a unit has been started or reloaded since it was kept, by a boot or by somebody: it has read what we wrote. */
export const unitMoves = `
moves_of() {
  systemctl show -p InvocationID -p StateChangeTimestampMonotonic -- "$1" 2>/dev/null
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

/** Shell: a verb for a unit; one that should run is looked at again, for exit 0 alone proves little. */
export const unitVerbs = `
ask_unit() {
  if ! bounded "\${3:-90}" systemctl --no-ask-password "$1" -- "$2"; then
    systemctl --no-pager --lines=8 status -- "$2" </dev/null 2>/dev/null | head -c 4000 >>"$tx/output"
    return 1
  fi
  case $1 in
    start | restart | reload | reload-or-restart) ;;
    *) return 0 ;;
  esac
  look_at_unit "$2"
  [ "$unit_active" = active ] && return 0
  printf 'systemctl %s ended well, but the unit is %s\\n' "$1" "$unit_active" >>"$tx/output"
  return 1
}
`;
