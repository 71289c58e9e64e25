/** Shell: the newest run after this one that changed a path too and was not undone; nothing where there is none. */
export const laterRuns = `
# shellcheck disable=SC3013 # -nt: dash, bash and busybox have it
later_run() {
  later=
  for other in "$state"/tx/*/paths; do
    [ "$other" -nt "$tx/paths" ] || continue
    case $(state_of "$(run_of "$other")") in
      applying | applied | confirmed | undoing | undo-failed) ;;
      *) continue ;;
    esac
    if [ -n "$later" ] && [ ! "$other" -nt "$later" ]; then continue; fi
    ! has_line "$1" "$other" || later=$other
  done
  [ -z "$later" ] || run_of "$later"
}

run_of() {
  run_folder=\${1%/paths}
  printf %s "\${run_folder##*/}"
}

has_line() {
  while IFS= read -r some_line; do
    [ "$some_line" != "$1" ] || return 0
  done <"$2"
  return 1
}
`;
