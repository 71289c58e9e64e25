# shellcheck shell=sh disable=SC2034  # faults and layouts use these variables
# Words that faults and layouts share. They run inside a host, before the fault's own lines.

site=/etc/nginx/sites-available/default
pool=/etc/php/8.2/fpm/pool.d/www.conf
socket=/run/php/php8.2-fpm.sock

# until_true CMD…: asks again for up to 10 s.
until_true() {
  tries=200
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { echo "$0: still not so: $*" >&2; exit 1; }
    sleep 0.05
  done
}

# answer [HOST]: the status that a client gets, or "refused".
answer() {
  curl -s -o /dev/null -m 5 -w '%{http_code}' -H "Host: ${1:-localhost}" http://127.0.0.1/ && return
  if [ $? = 7 ]; then echo refused; fi
}

sees() { case $(answer "${2:-}") in *"$1") ;; *) false ;; esac; }

# client_sees ANSWER [HOST]: waits until a client gets that answer; the fault has failed if it never does.
client_sees() { until_true sees "$@"; }

# A reload is done when a worker of the new configuration has taken over from the last old one.
reload_nginx() {
  old=$(pgrep -P "$(cat /run/nginx.pid)" | xargs | tr ' ' ,)
  systemctl reload nginx
  until_true old_workers_gone
}

old_workers_gone() { ! ps -p "$old"; }
