/**
 * Defines `roots_own FILE`: whether root alone can change a program and every folder that leads to it, so that it is safe
 * to run as root. Who isn't root runs what it may. Groups of the system's own accounts count as root's.
 */
export const rootsOwnWords = String.raw`
roots_own() {
  [ "$user_id" = 0 ] || return 0
  case $1 in /usr/sbin/* | /usr/bin/*) return 0 ;; esac
  part=$(readlink -f "$1")
  set --
  while [ -n "$part" ]; do
    set -- "$@" "$part"
    part=${'${part%/*}'}
  done
  ls -ldn / "$@" | awk '
    $3 != 0 || substr($1, 9, 1) == "w" || (substr($1, 6, 1) == "w" && $4 >= 100) { others = 1 }
    END { exit others || NR < 2 }'
}
`;
