/** Shell: says what an undo would meet at each path that the transaction began to change. */
export const previewing = `
preview_path() {
  begun "$2" || return 0
  judge "$@"
  later=
  [ "$verdict" != theirs ] || later=$(later_run "$path")
  say "path $id $kind $verdict $(encoded "$path") \${later:--}"
  case $verdict in
    original | live | gone) tell "would leave $path: $verdict" ;;
    theirs) tell "would refuse: $path was changed since\${later:+, by run $later}; --force restores it all the same" ;;
    *) tell "would restore $path" ;;
  esac
}

preview_unit() {
  say "would $1 $(encoded "$2")"
  tell "would ask systemd: $1 $2"
}
`;
