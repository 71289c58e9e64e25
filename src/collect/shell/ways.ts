import { shellCommand } from '../../formats/shell-quote.ts';
import { foldersTo } from '../../formats/folders-to.ts';

/**
 * Shell: which folders root alone can have arranged, and how to come to one that somebody else has a hand in. A folder is
 * safe if it and each on its way belong to root and nobody else may write to them, whatever their sticky bits: there a name
 * stays what it was when it was looked at, and a link is root's. In any other folder a name may lead elsewhere the next
 * moment. There this shell goes in step by step, stands in it, and uses single names only; a link on that way is refused.
 * A folder that an access list opens counts as written to by its group, which is how stat(1) shows the list's mask.
 */
export const ways = `
nl='
'
safe_folders=
unsafe=

# Folders are given after those that lead to them; what else is given is only looked at, for who reads \`judged\`.
judge_ways() {
  safe_folders=$nl
  judged=$(stat -c '%F|%u|%a|%n' -- "$@" 2>/dev/null)
  while IFS='|' read -r way_kind way_owner way_mode way_path; do
    is_roots "$way_kind" "$way_owner" "$way_mode" || continue
    way_path=\${way_path%/}
    if [ -n "$way_path" ]; then
      case $safe_folders in *"$nl\${way_path%/*}$nl"*) ;; *) continue ;; esac
    fi
    safe_folders=$safe_folders$way_path$nl
  done <<WAYS
$judged
WAYS
}

is_roots() {
  [ "$1" = directory ] && [ "$2" = 0 ] || return 1
  case $3 in *[2367] | *[2367]?) return 1 ;; esac
}

# What may make folders others' that were safe: they are looked at anew.
ways_may_differ() {
  safe_folders=
}

# Comes to the folder of a path: \`at\` is then what to call the path, and \`here\` whether the folder is \`safe\` or \`others\`.
# Where it can't be come to, nothing stands at \`at\`, and \`astray\` says who is in the way, if somebody is.
reach() {
  folder=\${1%/*}
  folder=\${folder:-/}
  at=$1
  here=safe
  astray=
  [ -n "$safe_folders" ] || judge_these_ways
  case $safe_folders in *"$nl\${folder%/}$nl"*) return 0 ;; esac
  if ! enter "$folder"; then
    at=/dev/null/nothing
    return 1
  fi
  [ "$here" = safe ] || at=./\${1##*/}
}

enter() {
  here=safe
  go_to_root || return 1
  way_left=\${1#/}
  way_links=0
  while [ -n "$way_left" ]; do
    way_name=\${way_left%%/*}
    case $way_left in
      */*) way_left=\${way_left#*/} ;;
      *) way_left= ;;
    esac
    case $way_name in
      '' | .) continue ;;
      ..) climb || return 1 ;;
      *) if [ -L "./$way_name" ]; then follow_link || return 1; else go_into || return 1; fi ;;
    esac
  done
}

go_to_root() {
  cd / || return 1
  standing=
  anchor=/
  mount_of_here
  anchor_mount=$its_mount
}

# Only the words of a link of root's can say so.
climb() {
  [ "$here" = safe ] && cd -P .. && standing=\${PWD%/} && anchor=$PWD && mount_of_here && anchor_mount=$its_mount
}

follow_link() {
  if [ "$here" != safe ]; then
    link_owner=$(stat -c %U -- "./$way_name")
    astray="$standing/$way_name is a link of $link_owner, and $others_folder belongs to $others_owner"
    return 1
  fi
  way_links=$((way_links + 1))
  [ "$way_links" -le 40 ] || return 1
  way_target=$(readlink -n -- "./$way_name") || return 1
  case $way_target in
    /*) go_to_root || return 1 ;;
  esac
  way_left=$way_target\${way_left:+/$way_left}
}

go_into() {
  cd -P -- "./$way_name" 2>/dev/null || return 1
  if [ "$PWD" != "$standing/$way_name" ]; then
    astray="$standing/$way_name was swapped for another a moment ago"
    return 1
  fi
  standing=$PWD
  [ "$here" = safe ] || return 0
  IFS='|' read -r way_kind way_owner way_mode others_owner <<WAY
$(stat -c '%F|%u|%a|%U' .)
WAY
  if is_roots "$way_kind" "$way_owner" "$way_mode"; then
    anchor=$PWD
    mount_of_here
    anchor_mount=$its_mount
  else
    here=others
    others_folder=$PWD
    [ "$way_owner" != 0 ] || others_owner="root, others may write to it"
  fi
}

mount_of_here() {
  its_mount=
  while read -r about_mount about_value; do
    [ "$about_mount" != mnt_id: ] || its_mount=$about_value
  done 2>/dev/null </proc/self/fdinfo/3
} 3<.
`;

/**
 * Shell: what a file in somebody else's folder holds. What was opened must be what stands there, a file of one name: else a
 * link, or a second name of root's file, would have root read out what only root may read. A pipe that is put there keeps
 * nobody for long.
 */
export const readingThere = `
# shellcheck disable=SC2016 # the words of another shell
read_at() {
  if [ "$here" = safe ]; then cat <"$at"; return; fi
  [ -f "$at" ] && [ ! -L "$at" ] || return 1
  set -- sh -c 'exec 3<"$1" || exit 1
    what=$(stat -L -c "%F|%d:%i|%h" /proc/self/fd/3)
    case $what in regular*"|1") ;; *) exit 1 ;; esac
    [ "$what" = "$(stat -c "%F|%d:%i|%h" -- "$1")" ] || exit 1
    exec cat <&3' sh "$at"
  if command -v timeout >/dev/null 2>&1; then set -- timeout -k 1 10 "$@"; fi
  "$@" 2>/dev/null
}

sha_at() {
  if [ "$here" = safe ]; then sha_of "$at"; return; fi
  [ -f "$at" ] || return 0
  sum=$(read_at | sha256sum) || sum=
  printf %s "\${sum%% *}"
}
`;

/** Shell: asks at once about the folders on the way to these paths, and looks at `beside`. */
export function judgingWaysTo(paths: readonly string[], beside: readonly string[] = []): string {
  // A folder's name is the beginning of what is in it, so that each comes after those that lead to it.
  const folders = [...new Set(paths.flatMap(foldersTo))].toSorted();
  return `judge_these_ways() {\n  ${shellCommand(['judge_ways', ...folders, ...beside])}\n}\n`;
}
