/** Shell: keeps what is there before it is changed, where only root can read it. */
export const backingUp = `
# Whether what is to be done at a path can be done there; told before anything is.
workable() {
  reach "$1" || return 0
  [ "$here" = safe ] && return
  if ! open_stage; then unsafe="$1: $refusal"; return 1; fi
  rmdir -- "$stage" 2>/dev/null || :
}

keep_file() {
  keep_copy "$1" "$2" file && same "$1" sha256 "$3" "$(sha_of "$tx/backup/$1")"
}

keep_link() {
  keep_copy "$1" "$2" link
}

keep_copy() {
  reach "$2"
  if [ "$here" = safe ]; then copy "$2" "$tx/backup/$1" && return; fi
  if [ "$here" = others ]; then
    staged copy_held "$1" "$3" 2>"$tx/output" && return
    unsafe="$2: $(head -c 500 "$tx/output")"
  fi
  refusal="cannot back up $2"
  return 1
}

copy_held() {
  hold "$1" "$2" && copy "$held" "$tx/backup/$1"
}

# It is empty, so that its attributes are all there is of it.
keep_directory() {
  reach "$2"
  if [ "$here" = safe ]; then copy_folder "$2" "$tx/backup/$1" && return; fi
  kept_attributes=$(attributes_of "$at")
  [ "$here" = others ] && mkdir "$tx/backup/$1" && chown "\${kept_attributes%:*}" "$tx/backup/$1" &&
    chmod "\${kept_attributes##*:}" "$tx/backup/$1" && return
  refusal="cannot back up $2"
  return 1
}

keep_attributes() {
  reach "$2"
  stat -c 'attributes=%u:%g:%a
inode=%i' -- "$at" >"$tx/backup/$1.attributes" || return 1
  # What was compared, and nothing that came to its place since.
  seen_inode=\${seen_inodes##* "$1="}
  same "$1" inode "\${seen_inode%% *}" "$(field inode "$tx/backup/$1.attributes")"
}

keep_unit() {
  moves_of "$2" >"$tx/backup/$1.unit" || { refusal="cannot keep how $2 runs"; return 1; }
}

check_staged() {
  [ "$(sha_of "$tx/new/$1")" = "$2" ] || { refusal="the new text of $1 did not arrive whole"; return 1; }
}
`;
