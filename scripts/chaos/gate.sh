#!/bin/sh
# Stands before a command of the host under its name. While a transaction holds the host's lock it counts the commands of
# what writes; at the one that is wanted it says so, and lets nobody on until it is told to.
name=${0##*/}
real=/usr/bin/$name
[ -x "$real" ] || real=/usr/sbin/$name
at=/run/chaos

# Between a transaction and its confirmation there is the second look, whose commands never speak of Suture's folder.
counts() {
  [ -e $at/wanted ] && [ ! -e $at/claimed ] && [ -d /var/lib/suture/lock ] || return 1
  case $* in *suture*) return 0 ;; esac
  for applied in /var/lib/suture/tx/*/state.applied; do
    [ ! -e "$applied" ] || return 1
  done
}

if counts "$@"; then
  echo >>$at/counted
  count=0
  while read -r _; do count=$((count + 1)); done <$at/counted
  read -r wanted <$at/wanted
  # Without overwriting: of two commands in one pipeline only one stops.
  if [ "$count" -ge "$wanted" ] && (set -C && : >$at/claimed) 2>/dev/null; then
    printf '%s\n' "$name $*" >$at/reached.new
    /usr/bin/mv $at/reached.new $at/reached
    while [ -e $at/claimed ]; do /usr/bin/sleep 0.02; done
  fi
fi
if [ "$name" = date ] && [ -e $at/clock ]; then
  read -r shift <$at/clock
  exec "$real" -d "$shift" "$@"
fi
exec "$real" "$@"
