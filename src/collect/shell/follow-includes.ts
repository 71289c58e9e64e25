/** A configuration of more files than this, or more bytes, isn't read. */
export const MOST_FILES = 2000;
export const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Defines `follow WORDS FOLDER FILE`: follows includes as the program itself would, without asking it, and sets
 * `files` (readable ones, FILE first) and `writes` (what the program may open for writing), one a line, and for who
 * isn't root `unread` (a file or folder that may hold more, and may not be looked into). WORDS is an awk program that
 * prints `include PATTERN` and `write PATH`; patterns start from FOLDER.
 */
export const followWords = String.raw`
hidden_by() {
  hiding=$1
  if [ -e "$1" ]; then
    [ -r "$1" ] || unread=$1
    return
  fi
  while hiding=${'${hiding%/*}'} && [ -n "$hiding" ] && [ ! -d "$hiding" ]; do :; done
  [ -r "${'${hiding:-/}'}" ] && [ -x "${'${hiding:-/}'}" ] || unread=$hiding
}
follow() {
  words=$1 folder=$2 level= files= writes= unread= known=0
  if [ -f "$3" ] && [ -r "$3" ]; then level=$3$nl; fi
  [ "$user_id" = 0 ] || hidden_by "$3"
  IFS=$nl
  while [ -n "$level" ]; do
    files=$files$level
    next=
    set -f
    set -- $level
    set -- $(awk "$words" "$@")
    set +f
    for line do
      case $line in
      'write '*) writes=$writes${'${line#write }'}$nl ;;
      'include '*)
        pattern=${'${line#include }'}
        case $pattern in /*) ;; *) pattern=$folder/$pattern ;; esac
        for file in $pattern; do
          if [ -f "$file" ] && [ -r "$file" ] && [ "$known" -lt ${MOST_FILES} ]; then
            case $nl$files$next in
            *"$nl$file$nl"*) ;;
            *) next=$next$file$nl known=$((known + 1)) ;;
            esac
          elif [ "$user_id" != 0 ]; then
            hidden_by "$file"
          fi
        done
        ;;
      esac
    done
    level=$next
  done
  unset IFS
}
`;
