import type { UnreadFile } from '../../facts/programs.ts';
import { astrayWords } from './led-astray.ts';
import { type Block, blockText, linesOf } from './blocks.ts';

/** Of a configuration no more files than these are read, no larger ones, and no more bytes in all. */
export const MOST_FILES = 2000;
export const MOST_BYTES = 4 * 1024 * 1024;
const LARGEST_FILE = 1024 * 1024;

/**
 * Defines `follow WORDS FOLDER FILE`: follows includes as the program itself would, without asking it, and sets
 * `files` (readable ones, FILE first), `writes` (what the program may open for writing) and `near` (folders of what else it
 * may open), one a line, and for who isn't root `unread` (a file or folder that may hold more, and may not be looked into).
 * WORDS is an awk program that prints `include PATTERN`, `write PATH` and `near FOLDER/`; patterns start from FOLDER. Only
 * regular files are ever opened, and none that is too large, or that others may have led to: `odd`, `large` and `strayed` name the others.
 */
export const followWords = String.raw`${astrayWords}
hidden_by() {
  hiding=$1
  if [ -e "$1" ]; then
    [ -r "$1" ] || unread=$1
    return
  fi
  while hiding=${'${hiding%/*}'} && [ -n "$hiding" ] && [ ! -d "$hiding" ]; do :; done
  [ -r "${'${hiding:-/}'}" ] && [ -x "${'${hiding:-/}'}" ] || unread=$hiding
}
is_odd() { [ -e "$1" ] && [ ! -f "$1" ] && [ ! -d "$1" ]; }
# Leaves in the level what may be read of it.
bound_level() {
  set -- $level
  level=
  for line in $(stat -L -c '%s %A %n' "$@"); do
    size=${'${line%% *}'} name=${'${line#* }'}
    mode=${'${name%% *}'} name=${'${name#* }'}
    # What anybody may read is no secret, whatever leads there.
    case $mode in
    ???????r*) ;;
    *) if led_astray "$name"; then strayed=$strayed$name$nl && continue; fi ;;
    esac
    if [ "$size" -gt ${LARGEST_FILE} ] || [ $((bytes + size)) -gt ${MOST_BYTES} ]; then
      large=$large$name$nl
    else
      level=$level$name$nl bytes=$((bytes + size))
    fi
  done
}
follow() {
  words=$1 folder=$2 level= files= writes= near= unread= odd= large= strayed= known=0 bytes=0
  if [ -f "$3" ] && [ -r "$3" ]; then level=$3$nl; elif is_odd "$3"; then odd=$3$nl; fi
  [ "$user_id" = 0 ] || hidden_by "$3"
  IFS=$nl
  while [ -n "$level" ]; do
    set -f
    bound_level
    [ -n "$level" ] || break
    files=$files$level
    next=
    set -- $level
    set -- $(awk "$words" "$@")
    set +f
    for line do
      case $line in
      'write '*) writes=$writes${'${line#write }'}$nl ;;
      'near '*) near=$near${'${line#near }'}$nl ;;
      'include '*)
        pattern=${'${line#include }'}
        case $pattern in /*) ;; *) pattern=$folder/$pattern ;; esac
        for file in $pattern; do
          case $nl$files$next$odd$large$strayed in *"$nl$file$nl"*) continue ;; esac
          if is_odd "$file"; then
            odd=$odd$file$nl
          elif [ ! -f "$file" ] || [ ! -r "$file" ]; then
            [ "$user_id" = 0 ] || hidden_by "$file"
          elif [ "$known" -lt ${MOST_FILES} ]; then
            next=$next$file$nl known=$((known + 1))
          else
            large=$large$file$nl
          fi
        done
        ;;
      esac
    done
    level=$next
  done
  set +f
  unset IFS
}
show_left_out() {
  [ -z "$odd" ] || block odd "$odd"
  [ -z "$strayed" ] || block astray "$strayed"
  [ -z "$large" ] || block large "$large"
}
`;

/** Reads what `show_left_out` printed: the files that were not read. */
export function leftOutOf(blocks: readonly Block[]): readonly UnreadFile[] {
  const named = (name: string, why: string): readonly UnreadFile[] =>
    linesOf(blockText(blocks, name)).map((path) => ({ path, why }));
  return [...named('odd', ODD), ...named('astray', ASTRAY), ...named('large', LARGE)];
}

/** What a program opens that reads such a file would keep it waiting, or do what only a reader of its own may. */
export const isOdd = ({ why }: UnreadFile): boolean => why === ODD || why === ASTRAY;

const ASTRAY = "leads through a link that isn't root's to a file that not everybody may read: it was not opened";
const ODD = 'is no regular file: it was not opened';
const LARGE = `is left out: no more than ${LARGEST_FILE / 1024 / 1024} MiB of a file, ${MOST_BYTES / 1024 / 1024} MiB and ${MOST_FILES} files are read`;
