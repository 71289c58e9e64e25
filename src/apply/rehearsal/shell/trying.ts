/** Shell, inside the namespace: lays a new text over a live file, and asks a gate about it. */
export const trying = `
lay_over() {
  staged=$work/texts/$2
  cp -p --preserve=all -- "$3" "$staged" 2>/dev/null || cp -p -- "$3" "$staged" 2>/dev/null ||
    not_rehearsed "$3 cannot be read"
  "$1" >"$staged" || not_rehearsed 'the workplace has no room for the new texts'
  mount --bind "$staged" "$3" 2>/dev/null || not_rehearsed "nothing can be laid over $3"
}

# Only below a folder that is covered does nothing stay of what is made or removed here.
be_covered() {
  for top in $covered; do
    case $1 in "$top"/*) return 0 ;; esac
  done
  not_rehearsed "$1 lies where a rehearsal would leave something behind"
}

lay_new() {
  be_covered "$2"
  if ! { "$1" >"$2" && chmod "$3" "$2"; }; then not_rehearsed "$2 cannot be made"; fi
}

lay_away() {
  be_covered "$2"
  "$1" -- "$2" 2>/dev/null || not_rehearsed "$2 cannot be removed"
}

lay_link() {
  be_covered "$1"
  if ! { rm -f -- "$1" && { [ -z "$2" ] || ln -s -- "$2" "$1"; }; }; then not_rehearsed "$1 cannot be linked"; fi
}

lay_folder() {
  be_covered "$1"
  [ -d "$1" ] || mkdir -m 755 -- "$1" 2>/dev/null || not_rehearsed "$1 cannot be made"
}

try_gate() {
  gate_id=$1
  shift
  said=passed
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 5 60 "$@" </dev/null >"$work/output" 2>&1 || said=failed
  else
    "$@" </dev/null >"$work/output" 2>&1 || said=failed
  fi
  if [ "$said" = failed ] && [ "$(df -Pk "$work" | { read -r _; read -r _ _ _ left _; echo "$left"; })" -lt 64 ]; then
    not_rehearsed 'the test opened files that are too large to copy'
  fi
  say "gate $gate_id $said $(encoded_file "$work/output")"
}

suture_rehearsal() {
  lay_ground
  rehearse
  say "end"
}
`;
