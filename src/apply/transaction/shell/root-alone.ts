/**
 * Shell: whether what a host keeps of a run is root's alone. Whoever could write to it, or to a folder on the way, would
 * have root run what is theirs, or settle what they say.
 */
export const rootAlone = `
# Says why not in \`not_roots\`; where there is no such folder it is nobody's.
tx_is_roots() {
  not_roots=
  reach "$tx/any" || [ -n "$astray" ] || return 0
  if [ "$here" != safe ] || [ -n "$astray" ]; then
    not_roots="$tx is not root's alone: \${astray:-\${others_folder:-a folder on the way} belongs to \${others_owner:-somebody}}"
    return 1
  fi
  for kept in "$tx/undo.sh" "$tx/preview.sh"; do
    [ -e "$kept" ] || [ -L "$kept" ] || continue
    is_roots_file "$kept" && continue
    not_roots="$kept is not root's alone, so it is not run"
    return 1
  done
}

# By what was seen when the way was judged.
is_roots_file() {
  while IFS='|' read -r kept_kind kept_owner kept_mode kept_path; do
    [ "$kept_path" = "$1" ] || continue
    case $kept_kind in 'regular file' | 'regular empty file') ;; *) return 1 ;; esac
    [ "$kept_owner" = 0 ] || return 1
    case $kept_mode in *[2367] | *[2367]?) return 1 ;; esac
    return 0
  done <<KEPT
$judged
KEPT
  return 1
}
`;

/** Shell: whether a process of the host's is at a run just now, and not only its switch. */
export const atWork = `
is_at_work() {
  now_at=$(state_of "$run")
  case $now_at in
    preparing | applying) ! is_alive "$(field pid "$tx/writer")" "$(field started "$tx/writer")" || return 0 ;;
    '') ;;
    *) return 1 ;;
  esac
  [ "$(field run "$state/lock/owner")" = "$run" ] &&
    is_alive "$(field pid "$state/lock/owner")" "$(field started "$state/lock/owner")"
}
`;
