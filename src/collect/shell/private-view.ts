import { shellQuote } from '../../formats/shell-quote.ts';
import { seenMounts } from './seen-mounts.ts';

/**
 * Takes the words up to `--` twice, what may be written and what else is named, and finds the real folders (`named`), the logs
 * that are there by now (`logs`), and what somebody may be at the other end of (`ends`), for whom opening a FIFO waits.
 */
const namedPlaces = String.raw`
named=$nl logs='' ends=''
for turn in write read; do
  while [ "$1" != -- ]; do
    folder=${'${1%/*}'} file=${'${1##*/}'}
    shift
    cd -P "${'${folder:-/}'}" || continue
    real=${'${PWD%/}'}
    named=$named$real/$nl
    file=$real/$file
    if [ -L "$file" ] && { [ "$turn" = write ] || [ -p "$file" ]; }; then file=$(readlink -f "$file"); fi
    if [ -p "$file" ]; then ends=$ends$root$file$nl; fi
    [ "$turn" = write ] || continue
    if [ -f "$file" ]; then logs=$logs$file$nl; elif [ -S "$file" ]; then ends=$ends$root$file$nl; fi
  done
  shift
done
cd /
for file in /dev/log /run/systemd/journal/dev-log; do
  if [ -S "$file" ] && [ ! -L "$file" ]; then ends=$ends$root$file$nl; fi
done
`;

// What is to be mounted, as fstab(5) has it, so that one mount(8) does it all. Each file system is bound below a name of our
// own first: an overlay's options would take a ":" or a "," in a name for their own. Where no overlay holds, it stays read-only.
const layOut = String.raw`
number=0 table='' folders=$root$nl laid=''
IFS=$nl
set -f
for raw in $points; do
  kind=${'${raw%% *}'} raw=${'${raw#* }'} point=$raw
  case $raw in *\\*) point=$(printf '%b' "$(printf %s "$raw" | sed 's/\\/\\0/g')") ;; esac
  if [ "$kind" = apart ]; then
    case $named in *"$nl$point/"*) ;; *) continue ;; esac
  fi
  [ -e "$point" ] || continue
  target=$root${'${raw%/}'}
  laid=$laid$target$nl
  if [ "$kind" = device ] || [ ! -d "$point" ]; then
    table="$table$raw $target none bind,ro 0 0$nl"
    continue
  fi
  number=$((number + 1)) here=$base/$number
  folders=$folders$here/low$nl$here/up$nl$here/work$nl
  table="$table$raw $here/low none bind,ro 0 0$nl$here/low $target none bind,ro 0 0$nl"
  table="${'${table}'}suture $target overlay lowerdir=$here/low,upperdir=$here/up,workdir=$here/work 0 0$nl"
done
# shellcheck disable=SC2086
mkdir -p $folders || refuse 'no folder can be made in memory'
printf %s "$table" >"$base/table"
mount -n -a -T "$base/table"
`;

// A claim that nothing can be written rests on having looked.
const lookOver = String.raw`
open=$nl seen=$nl
unset IFS
while read -r id parent device inner target options rest; do
  case $target in "$root" | "$root"/*) ;; *) continue ;; esac
  seen=$seen$target$nl
  case $rest in
  '- overlay suture '* | *' - overlay suture '*)
    case $open in *"$nl$target$nl"*) open=${'${open%%"$nl$target$nl"*}'}$nl${'${open#*"$nl$target$nl"}'} ;; esac
    ;;
  *) case ,$options, in *,ro,*) ;; *) open=$open$target$nl ;; esac ;;
  esac
done </proc/self/mountinfo
[ "$open" = "$nl" ] || refuse "$(printf %s "${'${open#"$nl$root"}'}" | head -n 1) can be written to there too"
IFS=$nl
for target in $laid; do
  case $seen in *"$nl$target$nl"*) ;; *) refuse "${'${target#"$root"}'} cannot be laid out" ;; esac
done
for log in $logs; do true >"$root$log"; done
# shellcheck disable=SC2086
[ -z "$ends" ] || rm -f $ends
set +f
unset IFS
mount -n -t proc -o ro,nosuid,nodev,noexec proc "$root/proc" || refuse 'its processes cannot be hidden'
`;

// /sys/module is on every host, holds nothing that these programs read, and can be mounted on.
/** The script that makes the view in namespaces that are there by then, and goes on inside. */
export const view = String.raw`exec 9>&2 2>/dev/null
umask 022
unset CDPATH
nl='
'
base=/sys/module root=/sys/module/root
refuse() { printf '%s\nnot' "$1" >&9; exit; }
${namedPlaces}
points=$(awk ${shellQuote(seenMounts)} /proc/self/mountinfo) || refuse 'its mounts cannot be told'
case $points in shared*)
  points=${'${points#shared}'}
  mount -n --make-rprivate / || refuse 'its mounts cannot be made private'
  ;;
esac
mount -n -t tmpfs -o size=16m,mode=0755 suture "$base" || refuse 'no file system in memory can be mounted'
${layOut}
${lookOver}
exec chroot "$root" sh -c '"$@" 2>&9 9>&-; printf "\n%s" "$?" >&9' sh "$@"
`;

/**
 * Defines `in_view CMD…`, which runs a command as root where it can change nothing of the host: in mount and process
 * namespaces of its own, below a root in which every file system has a layer in memory on top, or can't be written to at all.
 * What isn't laid out isn't there, so that a path that nobody thought of fails inside instead of leaving something outside.
 *
 * `writes` lists the paths that the command may open for writing, one a line, `reads` what else its configuration names.
 * Ends with a line that is its exit status; with a reason and the line `not` where there is no such view.
 * Sources: unshare(1), mount(8), Documentation/filesystems/overlayfs.rst.
 */
export const viewWords = `
view=${shellQuote(view)}
in_view() {
  IFS='
'
  set -f
  # shellcheck disable=SC2086
  set -- $writes -- $reads -- "$@"
  set +f
  unset IFS
  unshare -m -p -f sh -c "$view" sh "$@" || printf '\\nnot' >&2
}
`;
