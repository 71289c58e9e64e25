/**
 * Defines what `limits` asks by: `show_kernel_limits`, `show_open_files PID…`, `show_ports PORT|PORT…` and `show_mounts
 * PATH…`. A path that isn't there counts as its nearest folder that is.
 */
export const limitsWords = String.raw`
# Not by the shell's own \`read\`: it takes one byte at a time, and of these files the kernel gives no second one.
show_kernel_limits() {
  cd /proc/sys || return
  block kernel "$(grep -H . net/core/somaxconn fs/nr_open)"
}
show_open_files() {
  counts= files=
  for pid do
    set -- "/proc/$pid/fd/"*
    if [ -L "$1" ]; then counts="$counts$pid $#$nl"; fi
    files="$files /proc/$pid/limits"
  done
  block counts "$counts"
  block most "$(grep -HE '^Max open files ' $files)"
}
show_ports() {
  files=/proc/net/tcp
  [ ! -r /proc/net/tcp6 ] || files='/proc/net/tcp /proc/net/tcp6'
  block ports "$(awk -v range="$(cat /proc/sys/net/ipv4/ip_local_port_range)" -v ports="$1" '
    function hex(text, at, sum) {
      sum = 0
      for (at = 1; at <= length(text); at++) sum = sum * 16 + index("0123456789ABCDEF", substr(text, at, 1)) - 1
      return sum
    }
    BEGIN {
      left = split(ports, list, "|")
      while (left > 0) wanted[list[left--]]
      if (split(range, ends, /[ \t]+/) != 2) exit
      first = ends[1] + 0
      last = ends[2] + 0
    }
    FNR > 1 {
      split($2, own, ":")
      split($3, other, ":")
      port = hex(own[2])
      if (port < first || port > last || port in seen) next
      if ($4 != "0A" && !(hex(other[2]) in wanted)) next
      seen[port]
      taken++
      if ($4 == "06") waiting++
    }
    END { if (last > 0) print first, last, taken + 0, waiting + 0 }' $files)"
}
show_mounts() {
  left=$#
  while [ "$left" -gt 0 ]; do
    place=$1
    while [ -n "$place" ] && [ ! -e "$place" ]; do place=${'${place%/*}'}; done
    set -- "$@" "${'${place:-/}'}"
    shift
    left=$((left - 1))
  done
  block space "$(df -Pk "$@")"
  block inodes "$(df -Pi "$@")"
}
`;
