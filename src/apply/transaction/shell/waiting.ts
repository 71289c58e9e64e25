/** Shell: asks whether something is so, until it is or the time is over. What was seen last is in \`found\`. */
export const waiting = `
uptime_seconds() {
  read -r up_seconds _ </proc/uptime
  printf %s "\${up_seconds%%.*}"
}

hold_until() {
  wait_end=$(($(uptime_seconds) + $1))
  shift
  until "$@"; do
    [ "$(uptime_seconds)" -lt "$wait_end" ] || return 1
    sleep 0.5 2>/dev/null || sleep 1
  done
}

let_pass() {
  sleep "$1"
}

tried() {
  tries_left=$1
  tries_delay=$2
  shift 2
  until "$@"; do
    [ "$tries_left" -gt 0 ] || return 1
    tries_left=$((tries_left - 1))
    sleep "$tries_delay"
  done
}

within() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift; "$@"; fi
}

# shellcheck disable=SC2016 # bash's own words
connects() {
  if command -v bash >/dev/null 2>&1; then
    within 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" >/dev/null 2>&1
  elif command -v nc >/dev/null 2>&1; then
    within 3 nc -w 2 "$1" "$2" </dev/null >/dev/null 2>&1
  else
    found='there is neither bash nor nc to ask with'
    return 9
  fi
}

is_as() {
  if [ "$2" = 0 ]; then
    found=$3
    [ "$1" = started ]
  else
    found=$4
    [ "$1" = stopped ]
  fi
}

port_is() {
  connects "$2" "$3"
  connected=$?
  [ "$connected" != 9 ] || return 1
  is_as "$1" "$connected" 'connections are taken there' 'nothing takes connections there'
}

socket_is() {
  has_listener "$2"
  is_as "$1" "$?" 'a process listens there' 'no process listens there'
}

unit_is() {
  look_at_unit "$2"
  found="it is \${unit_active:-unknown}"
  if [ "$unit_active" = active ]; then [ "$1" = started ]; else [ "$1" = stopped ]; fi
}

path_is() {
  found="it is: $(kind_of "$2")"
  if [ -e "$2" ] || [ -L "$2" ]; then [ "$1" = present ]; else [ "$1" = absent ]; fi
}
`;
