/**
 * Shell: whether any process listens on a socket file, whatever name it was bound by. Another network namespace (a
 * container) may hold it under another path: there, the same base name counts. Source: proc(5), net/unix.
 */
export const sockets = `
unix_lines() {
  if command -v grep >/dev/null 2>&1; then grep -F -- "/$2" "$1" 2>/dev/null; else cat "$1" 2>/dev/null; fi
}

# shellcheck disable=SC3013 # -ef: dash, bash and busybox have it
listens_here() {
  unix_lines /proc/self/net/unix "\${1##*/}" | {
    while read -r _ _ _ flags _ _ _ bound; do
      [ "$flags" = 00010000 ] || continue
      if [ "$bound" = "$1" ] || [ "$bound" -ef "$1" ]; then exit 0; fi
    done
    exit 1
  }
}

# shellcheck disable=SC3013 # -ef: dash, bash and busybox have it
listens_elsewhere() {
  seen_spaces=
  for net in /proc/[0-9]*/ns/net; do
    [ ! "$net" -ef /proc/self/ns/net ] || continue
    known=no
    for seen in $seen_spaces; do
      [ ! "$net" -ef "$seen" ] || known=yes
    done
    [ "$known" = no ] || continue
    seen_spaces="$seen_spaces $net"
    unix_lines "\${net%ns/net}net/unix" "\${1##*/}" | {
      while read -r _ _ _ flags _ _ _ bound; do
        if [ "$flags" = 00010000 ] && [ "\${bound##*/}" = "\${1##*/}" ]; then exit 0; fi
      done
      exit 1
    } && return 0
  done
  return 1
}

has_listener() {
  listens_here "$1" || listens_elsewhere "$1"
}
`;
