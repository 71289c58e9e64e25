/**
 * Defines `led_astray PATH`, for a path that the host's files name: whether the way there leads through a link in a folder
 * that others than root may write to. What lies at its end may be any file, and isn't read as root. Sets `way`, the path that
 * the links lead to, or `astray`, the reason. Who isn't root reads by rights of their own: never astray.
 */
export const astrayWords = String.raw`
led_astray() {
  astray='' way=$1 hops=0
  [ "$user_id" = 0 ] || return 1
  rest=${'${1#/}'} way=
  while [ -n "$rest" ]; do
    part=${'${rest%%/*}'}
    case $rest in */*) rest=${'${rest#*/}'} ;; *) rest= ;; esac
    case $part in
    '' | .) continue ;;
    ..) way=${'${way%/*}'} && continue ;;
    esac
    if [ ! -L "$way/$part" ]; then way=$way/$part && continue; fi
    case $(stat -c '%u %A %U' "${'${way:-/}'}") in
    '0 d'????-??-*) ;;
    '0 '*) astray="leads through $way/$part, a link in a folder that others than root may write to" ;;
    *) astray="leads through $way/$part, a link in a folder that isn't root's" ;;
    esac
    hops=$((hops + 1))
    [ "$hops" -le 40 ] || astray='leads through too many links'
    [ -z "$astray" ] || return 0
    part=$(readlink "$way/$part")
    case $part in /*) way= ;; esac
    rest=$part/$rest
  done
  return 1
}
`;
