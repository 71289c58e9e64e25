/** Shell: says what an undo would meet at each path that the transaction began to change. */
export const previewing = `
preview_path() {
  begun "$2" || return 0
  judge "$@"
  say "path $id $kind $verdict $(encoded "$path")"
}

preview_unit() {
  say "would $1 $(encoded "$2")"
}
`;
