/**
 * Exports `user_id`, and `program_pids`: the processes that may be nginx's or PHP-FPM's, by their short names, at the price of one grep
 * for all of /proc. Those in a container (a process id namespace of their own) aren't this host's programs.
 */
export const findProgramPids = String.raw`
program_pids=
set --
for file in $(grep -lE '^(nginx|openresty|php.*fpm.*)$' /proc/[0-9]*/comm); do
  set -- "$@" "${'${file%/comm}'}/status"
done
if [ $# -gt 0 ]; then
  for file in $(grep -LE '^NSpid:.*[0-9][[:space:]]+[0-9]' "$@"); do
    file=${'${file#/proc/}'}
    program_pids="$program_pids ${'${file%/status}'}"
  done
fi
user_id=$(id -u)
export program_pids user_id
`;
