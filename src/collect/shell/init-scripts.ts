/**
 * Shell: services of a host that systemd doesn't run, by their scripts in /etc/init.d. Such a service is named by its
 * script's path, so that no unit is meant by it. sysvinit's and OpenRC's own commands are asked where they are there, as
 * they know the environment in which a script wants to run. Source: the LSB's exit statuses of `status`.
 */
export const initScripts = String.raw`
init_ask() {
  if [ -d /run/openrc ] && command -v rc-service >/dev/null; then
    rc-service "${'${1##*/}'}" "$2"
  elif command -v service >/dev/null; then
    service "${'${1##*/}'}" "$2"
  else
    "$1" "$2"
  fi
}

init_active() {
  init_ask "$1" status </dev/null >/dev/null 2>&1
  case $? in
    0) init_active=active ;;
    *) init_active=inactive ;;
  esac
}

init_enabled() {
  init_enabled=disabled
  if [ -d /etc/runlevels ]; then
    set -- /etc/runlevels/*/"${'${1##*/}'}"
  else
    set -- /etc/rc[2-5].d/S??"${'${1##*/}'}"
  fi
  for init_link; do
    if [ -e "$init_link" ] || [ -L "$init_link" ]; then init_enabled=enabled; fi
  done
}
`;
