/** Shell: says what an undo would meet at each path that the transaction began to change. */
export const previewing = `
whole() {
  size=$(stat -c %s -- "$1" 2>/dev/null) || size=0
  if [ "$size" -gt 28000 ]; then printf '!'
  elif [ "$size" = 0 ]; then printf -
  else base64 <"$1" | tr -d '\\n'
  fi
}

whole_there() {
  if [ "$here" = safe ]; then whole "$at"; return; fi
  there=$(read_at | head -c 28001 | base64 | tr -d '\\n')
  if [ \${#there} -gt 37336 ] || { [ -z "$there" ] && [ -s "$at" ]; }; then printf '!'; else printf %s "\${there:--}"; fi
}

preview_texts() {
  case $kind.$verdict in
    file.ours | file.theirs | file.gone | removed.ours | removed.theirs)
      say "now $id $(whole_there)"
      say "then $id $(whole "$tx/backup/$id")"
      ;;
    created.ours | created.theirs)
      say "now $id $(whole_there)"
      say "then $id -"
      ;;
    link.ours | link.theirs)
      say "now $id $(encoded "$(target_of "$at")")"
      say "then $id $(encoded "$(target_of "$tx/backup/$id")")"
      ;;
    attributes.ours | attributes.theirs)
      say "now $id $(encoded "$(attributes_of "$at")")"
      say "then $id $(encoded "$(field attributes "$tx/backup/$id.attributes")")"
      ;;
  esac
}

preview_path() {
  begun "$2" || return 0
  judge "$@"
  later=
  [ "$verdict" != theirs ] || later=$(later_run "$path")
  say "path $id $kind $verdict $(encoded "$path") \${later:--}"
  [ -z "$boundary" ] || preview_texts
  case $kind.$verdict in
    command.ours)
      tell "would run: $path"
      return
      ;;
  esac
  case $verdict in
    original | live | gone) tell "would leave $path: $verdict" ;;
    theirs) tell "would refuse: $path was changed since\${later:+, by run $later}; --force restores it all the same" ;;
    *) tell "would $([ "$kind" = created ] && echo remove || echo restore) $path" ;;
  esac
}

preview_unit() {
  say "would $1 $(encoded "$2")"
  tell "would ask systemd: $1 $2"
}
`;
