/** What is kept of a command's output: so much of its beginning, and as much of its end. */
const KEPT_BYTES = 4000;

/**
 * Shell: runs a command of the playbook's, in a session of its own so that all that it starts can be killed with it, for so
 * many seconds. Its output goes through a pipe, so that no more of it is kept than is told; what it leaves in the background
 * may hold the pipe for ever, and is not waited for.
 */
export const running = `
run_once() {
  run_seconds=$1
  run_folder=$2
  shift 2
  rm -f "$tx/pipe" "$tx/output.end"
  mkfifo "$tx/pipe" || return 1
  {
    head -c ${KEPT_BYTES} >"$tx/output"
    tail -c ${KEPT_BYTES} >"$tx/output.next" && mv "$tx/output.next" "$tx/output.end"
  } <"$tx/pipe" 2>/dev/null &
  (
    exec </dev/null >"$tx/pipe" 2>&1
    trap - HUP PIPE INT TERM
    umask 022
    cd -- "$run_folder" || exit
    set -- "$@"
    if command -v timeout >/dev/null 2>&1; then set -- timeout -k 5 "$run_seconds" "$@"; fi
    if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
    exec "$@"
  )
  run_status=$?
  reading=0
  while [ ! -e "$tx/output.end" ] && [ "$reading" -lt 10 ]; do
    reading=$((reading + 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  cat "$tx/output.end" >>"$tx/output" 2>/dev/null
  rm -f "$tx/pipe" "$tx/output.end"
  [ "$run_status" != 0 ] || return 0
  if [ "$run_status" = 124 ] || [ "$run_status" = 137 ]; then
    printf '\\nit ended with status %s; it had %s s\\n' "$run_status" "$run_seconds" >>"$tx/output"
  else
    printf '\\nit ended with status %s\\n' "$run_status" >>"$tx/output"
  fi
  return "$run_status"
}
`;
