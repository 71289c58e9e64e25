/** Shell: where that stage is, or would be. */
export const findingStage = `
# What the stage's things are called: ID-new is ours, ID-name a second name of what stands there, ID-moved what stood there.
find_stage() {
  token_of "$run"
  stage=\${anchor%/}/.suture-\${its_token:-$run}
}
`;

/**
 * Shell: a folder of root's alone, beside the last safe folder on the way to somebody else's and on the same mount, in which
 * things are made and looked at. They come in, and go out, by one rename or second name, which follow no link at their last
 * name. Where there is no such place, nothing is done. Called where \`reach\` has led.
 */
export const staging = `
open_stage() {
  find_stage
  mount_of_here
  if [ -z "$its_mount" ] || [ "$its_mount" != "$anchor_mount" ]; then
    refusal="$others_folder belongs to $others_owner, and no folder of root's alone is on the same mount"
    return 1
  fi
  [ ! -d "$stage" ] || return 0
  printf '%s\\n' "$stage" >>"$tx/stages"
  mkdir -m 700 -- "$stage" 2>/dev/null || { refusal="$others_folder belongs to $others_owner, and $stage can't be made"; return 1; }
  if ! { : >"$stage/a" && mv -T -- "$stage/a" "$stage/b" && ln -P -T -- "$stage/b" "$stage/a" && rm "$stage/a" "$stage/b"; } 2>/dev/null; then
    refusal="$others_folder belongs to $others_owner, and without mv -T and ln -P nothing is safe there"
    return 1
  fi
}

close_stage() {
  rm -rf -- "$stage/$1-new" "$stage/$1-name"
  rmdir -- "$stage" 2>/dev/null || :
}

# Whoever was cut off in the middle may have left a stage; what somebody else's is in it is kept.
clear_stages() {
  [ -e "$1/stages" ] || return 0
  while IFS= read -r old_stage; do
    rm -rf -- "$old_stage"/*-new "$old_stage"/*-name "$old_stage/a" "$old_stage/b"
    for left in "$old_stage"/*-moved; do
      if [ -e "$left" ] || [ -L "$left" ]; then mkdir -p "$1/kept" && mv -- "$left" "$1/kept/"; fi
    done
    rmdir -- "$old_stage" 2>/dev/null || :
  done <"$1/stages"
}

# A second name of what stands there, if it is such a thing, which only root can reach: what is done by it can't be led
# elsewhere. What has another name besides may be root's own.
hold() {
  held=$stage/$1-name
  rm -f -- "$held"
  ln -P -T -- "$at" "$held" || return 1
  held_as=$(stat -c '%F|%h|%a' -- "$held")
  case $2.$held_as in
    *'|2|'[2-7]???) complain 'would run as another' ;;
    file.'regular '*'|2|'* | door.'regular '*'|2|'* | door.'socket|2|'* | link.'symbolic link|2|'*) return 0 ;;
    *) complain "is not the $2 of one name that was expected (\${held_as%|*} names)" ;;
  esac
  rm -f -- "$held"
  return 1
}

complain() {
  printf '%s %s, and %s belongs to %s\\n' "$standing/\${at#./}" "$1" "$others_folder" "$others_owner" >&2
  return 1
}

would_run_as_another() {
  case $1 in
    [2-7]???) ! complain 'would run as another' ;;
    *) return 1 ;;
  esac
}

# What stands there from now on is ours, whatever stood there when it was kept.
brought() {
  printf '%s %s\\n' "$(stat -c %i -- "$1")" "$standing/\${at#./}" >>"$tx/brought"
}

bring_in() {
  brought "$1" && ln -P -T -- "$1" "$at" && rm -f -- "$1" && flush .
}

bring_folder_in() {
  new_folder=$(stat -c %d:%i -- "$1")
  mv -T -- "$1" "$at" && [ "$(stat -c %d:%i -- "$at")" = "$new_folder" ] && flush .
}

bring_over() {
  brought "$1" && mv -f -T -- "$1" "$at" && flush .
}

take_out() {
  moved=$stage/$1-moved
  mv -T -- "$at" "$moved"
}

# What was taken out and isn't what was meant; where something stands in its place by now it is kept.
give_back() {
  if [ -d "$moved" ] && [ ! -L "$moved" ]; then mv -T -- "$moved" "$at" 2>/dev/null && return
  else ln -P -T -- "$moved" "$at" 2>/dev/null && rm -f -- "$moved" && return
  fi
  mkdir -p "$tx/kept" && mv -- "$moved" "$tx/kept/\${moved##*/}-$$"
}

was_changed() {
  printf '%s was changed after it had been compared\\n' "$1" >&2
  return 1
}
`;
