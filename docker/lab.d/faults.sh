# shellcheck shell=bash
# Faults and layouts: small scripts that run inside a host as root, after the words that they share.

# headline FILE KEY: the text of the file's "# KEY: …" line.
headline() { sed -n "s/^# $2: //p" "$1" | head -n 1; }

faults() {
  local file
  for file in "$here"/faults/*; do
    printf '%s: a client sees %s; cause: %s\n    %s\n' "$(basename "$file")" "$(headline "$file" 'client sees')" \
      "$(headline "$file" cause)" "$(headline "$file" does)"
  done
}

# A fault that is one of a layout's says so in a line "# layout: …".
break_host() {
  local layout=''
  [ ! -f "$here/faults/${2:-}" ] || layout=$(headline "$here/faults/$2" layout)
  [ -z "$layout" ] || layout_host "$1" "$layout"
  run_inside "${1:-}" faults "${2:-}"
}

layout_host() { run_inside "${1:-}" layouts "${2:-}"; }

run_inside() {
  local file="$here/$2/${3:-}"
  must_exist "$1"
  [ -f "$file" ] || fail "no \"${3:-}\" among: $(cd "$here/$2" && echo *)"
  docker exec "$(container "$1")" sh -euc "$(cat "$here/lab.d/inside.sh" "$file")" "$3" ||
    fail "$3 did not take on $1"
}
