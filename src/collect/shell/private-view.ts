// Added to the status of what ran inside, so that no failure of the view itself can pass for it.
const VIEW_HELD = 40;

/**
 * Defines `sheltered NAMES CMD…`, which runs a test of a configuration so that nothing of it stays on the host. `nginx -t`
 * creates its pid file, logs and temporary folders where they are missing, writes what it dislikes into the error log,
 * and `php-fpm -t` creates logs. `writes` lists the paths that it may open, one a line.
 *
 * As root it runs in a mount namespace of its own, where the folders of those paths have a layer in memory on top.
 * Where the kernel refuses that, what wasn't there before is removed again: only while it is empty, and only while no
 * program of NAMES (a pattern for short process names) runs that could have made it.
 */
export const shelterWords = String.raw`
sheltered() {
  names=$1
  shift
  lay_out_view
  S_TOPS=$tops S_BLANKS=$blanks unshare -m sh -c "$private_view" sh "$@" 9>&2 2>/dev/null
  ended=$?
  if [ "$ended" -ge ${VIEW_HELD} ] && [ "$ended" -le 124 ]; then return $((ended - ${VIEW_HELD})); fi
  swept "$@"
}

# The outermost folders of those paths, and the logs in them: an empty file stands in for each, or the kernel would copy
# all of it to memory as soon as it is opened.
lay_out_view() {
  tops= blanks= folders=
  IFS=$nl
  set -f
  for path in $writes; do
    case $path in /dev/* | /proc/* | /sys/* | *'$'*) continue ;; esac
    folder=${'${path%/*}'}
    [ -n "$folder" ] && [ -d "$folder" ] || continue
    folders=$folders$folder$nl
    [ ! -f "$path" ] || blanks=$blanks$path$nl
  done
  for folder in $(printf %s "$folders" | sort -u); do
    inside=no
    for top in $tops; do
      case $folder/ in "$top"/*) inside=yes ;; esac
    done
    [ "$inside" = yes ] || tops=$tops$folder$nl
  done
  set +f
  unset IFS
}

swept() {
  made=
  IFS=$nl
  set -f
  for path in $writes; do
    [ -e "$path" ] || [ -L "$path" ] || made=$made$path$nl
  done
  unset IFS
  "$@"
  ended=$?
  IFS=$nl
  for path in $made; do
    [ -e "$path" ] || continue
    set +f
    running=$(grep -lE "$names" /proc/[0-9]*/comm)
    set -f
    if [ -n "$running" ]; then break; fi
    if [ -d "$path" ]; then rmdir "$path"; elif [ ! -s "$path" ]; then rm -f "$path"; fi
  done
  set +f
  unset IFS
  return "$ended"
}

# /sys/module is on every host, holds nothing that these programs read, and can be mounted on.
private_view='
give_up() { exit 125; }
base=/sys/module
mount -n -t tmpfs -o size=16m,mode=0755 suture "$base" || give_up
points=$(awk "{ print \$5 }" /proc/self/mountinfo)
IFS="
"
set -f
number=0
for top in $S_TOPS; do
  number=$((number + 1)) nested=
  for point in $points; do
    case $point in
    /run/lock | /run/user/* | /run/credentials/* | /run/docker/* | /run/containerd/* | /run/netns* | /run/snapd/*) ;;
    "$top"/*) nested=$nested$point$IFS ;;
    esac
  done
  mkdir -p "$base/$number/up" "$base/$number/work" "$base/$number/below" || give_up
  for blank in $S_BLANKS; do
    case $blank in "$top"/*) ;; *) continue ;; esac
    inner=${'${blank#"$top"/}'}
    case $inner in */*) mkdir -p "$base/$number/up/${'${inner%/*}'}" || give_up ;; esac
    : >"$base/$number/up/$inner" || give_up
  done
  if [ -n "$nested" ]; then mount -n --rbind "$top" "$base/$number/below" || give_up; fi
  mount -n -t overlay -o "lowerdir=$top,upperdir=$base/$number/up,workdir=$base/$number/work" suture "$top" || give_up
  for point in $nested; do
    [ ! -e "$point" ] || mount -n --bind "$base/$number/below/${'${point#"$top"/}'}" "$point" || give_up
  done
done
unset IFS
set +f
"$@" 2>&9 9>&-
ended=$?
[ "$ended" -le ${124 - VIEW_HELD} ] || ended=1
exit $((ended + ${VIEW_HELD}))
'
`;
