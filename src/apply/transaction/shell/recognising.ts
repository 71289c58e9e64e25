/** Shell: whether what stands at a path that others can change is still what the run has seen, or put there itself. */
export const recognising = `
# Whether a thing is the one whose attributes were kept, or the one that the run itself has put in its place since.
is_kept() {
  [ -e "$kept_as" ] || return 0
  this_inode=$(stat -c %i -- "$1")
  [ "$this_inode" != "$(field inode "$kept_as")" ] || return 0
  [ -e "$tx/brought" ] || return 1
  last_brought=
  while read -r brought_inode brought_path; do
    [ "$brought_path" != "$standing/\${at#./}" ] || last_brought=$brought_inode
  done <"$tx/brought"
  [ "$this_inode" = "$last_brought" ]
}
`;
