/** Shell: keeps what is there before it is changed, where only root can read it. */
export const backingUp = `
keep_file() {
  copy "$2" "$tx/backup/$1" || { refusal="cannot back up $2"; return 1; }
  same "$1" sha256 "$3" "$(sha_of "$tx/backup/$1")"
}

keep_link() {
  copy "$2" "$tx/backup/$1" || { refusal="cannot back up $2"; return 1; }
}

keep_directory() {
  copy_folder "$2" "$tx/backup/$1" || { refusal="cannot back up $2"; return 1; }
}

keep_attributes() {
  stat -c 'attributes=%u:%g:%a
inode=%i' -- "$2" >"$tx/backup/$1.attributes"
}

keep_unit() {
  moves_of "$2" >"$tx/backup/$1.unit" || { refusal="cannot keep how $2 runs"; return 1; }
}

check_staged() {
  [ "$(sha_of "$tx/new/$1")" = "$2" ] || { refusal="the new text of $1 did not arrive whole"; return 1; }
}
`;
