/**
 * Shell: whether any process listens on a socket file, whatever name it was bound by. The kernel lists only what this
 * network namespace holds; a container that has the file on a volume is asked by way of its own root. Source: proc(5).
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
    process=\${net%/ns/net}
    known=no
    for seen in $seen_spaces; do
      if [ "$net" -ef "$seen/ns/net" ] && [ "$process/ns/mnt" -ef "$seen/ns/mnt" ]; then known=yes; fi
    done
    [ "$known" = no ] || continue
    seen_spaces="$seen_spaces $process"
    unix_lines "$process/net/unix" "\${1##*/}" | {
      while read -r _ _ _ flags _ _ _ bound; do
        if [ "$flags" = 00010000 ] && [ "$process/root$bound" -ef "$1" ]; then exit 0; fi
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
