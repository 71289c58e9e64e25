/** Shell, inside the view: writes a new text over a file, and asks a gate about it. */
export const trying = `
not_rehearsed() {
  say "not $(encoded "$1")"
  exit 0
}

lay_over() {
  if ! { [ -f "$2" ] && "$1" >"$2"; } 2>/dev/null; then not_rehearsed "$2 cannot be written over"; fi
}

lay_new() {
  if ! { "$1" >"$2" && chmod "$3" "$2"; } 2>/dev/null; then not_rehearsed "$2 cannot be made"; fi
}

lay_away() {
  "$1" -- "$2" 2>/dev/null || not_rehearsed "$2 cannot be removed"
}

lay_link() {
  if ! { rm -f -- "$1" && { [ -z "$2" ] || ln -s -- "$2" "$1"; }; } 2>/dev/null; then not_rehearsed "$1 cannot be linked"; fi
}

lay_folder() {
  [ -d "$1" ] || mkdir -m 755 -- "$1" 2>/dev/null || not_rehearsed "$1 cannot be made"
}

try_gate() {
  gate_id=$1
  shift
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 5 60 "$@" </dev/null >/.suture-said 2>&1
  else
    "$@" </dev/null >/.suture-said 2>&1
  fi
  say "gate $gate_id $? $(encoded_file /.suture-said)"
}

suture_rehearsal() {
  umask 077
  rehearse
  say "end"
}
`;
