/**
 * Defines what `room` asks by, at a few forks in all: `show_unix`, `show_tcp PORT|PORT…`, `show_sizes PID…`,
 * `show_memory UNIT…` and `show_kernel yes|no LOG…`.
 */
export const roomWords = String.raw`
show_unix() {
  block unix "$(awk '$6 == "02" || $6 == "03" {
    path = $0
    for (field = 1; field < 8; field++) sub(/^ *[^ ]+ /, "", path)
    if (path ~ /^\//) count[$6 " " path]++
  }
  END { for (each in count) print count[each], each }' /proc/net/unix)"
}
# Of a connection that no process has taken yet the kernel knows no inode.
show_tcp() {
  files=/proc/net/tcp
  [ ! -r /proc/net/tcp6 ] || files='/proc/net/tcp /proc/net/tcp6'
  block tcp "$(awk -v ports="$1" '
    function hex(text, at, sum) {
      sum = 0
      for (at = 1; at <= length(text); at++) sum = sum * 16 + index("0123456789ABCDEF", substr(text, at, 1)) - 1
      return sum
    }
    BEGIN { left = split(ports, list, "|"); while (left > 0) wanted[list[left--]] }
    $4 == "01" {
      split($2, local, ":")
      port = hex(local[length(local[2]) ? 2 : 1])
      if (port in wanted) count[($10 == "0" ? "waiting" : "taken") " " port]++
    }
    END { for (each in count) print count[each], each }' $files)"
}
show_sizes() {
  files=
  for pid do files="$files /proc/$pid/smaps_rollup"; done
  block pss "$(grep -H '^Pss:' $files)"
}
show_memory() {
  files=
  for unit do
    for file in /sys/fs/cgroup/*.slice/"$unit"/memory.events /sys/fs/cgroup/*.slice/"$unit"/memory.max; do
      [ ! -r "$file" ] || files="$files $file"
    done
  done
  if [ -n "$files" ]; then block memory "$(grep -HE '^(oom_kill )?[0-9]+$' $files)"; fi
}
# The kernel's log is long, and asked for only where something has died.
show_kernel() {
  wanted=$1
  shift
  case $(for file do [ ! -r "$file" ] || tail -n 300 "$file"; done) in *'exited on signal'*) wanted=yes ;; esac
  [ "$wanted" = yes ] || return
  lines=$(dmesg) || lines=$(journalctl -k -b -q --no-pager -o short-unix -n 2000)
  [ -n "$lines" ] || return
  say_clock
  block kernel "$(printf '%s\n' "$lines" | grep -E '(Killed process|oom-kill:|segfault|trap |general protection)' | tail -n 40)"
}
`;
