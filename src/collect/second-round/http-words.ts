/**
 * Defines `ask NUMBER URL HOST PORT PATH NAME`: prints `NUMBER STATUS ANSWER` in one piece, so that many may ask side by
 * side. STATUS is curl's, also where there is no curl; ANSWER is `CODE SECONDS`, or the answer's first line.
 */
export const httpWords = String.raw`
within() { if command -v timeout >/dev/null; then timeout 5 "$@"; else "$@"; fi; }
if command -v curl >/dev/null; then
  ask() {
    said=$(curl -q -s -g -k -o /dev/null --path-as-is --noproxy '*' --max-time 5 -A suture-probe \
      --connect-to "::$3:$4" -H "Host: $6" -w '%{http_code} %{time_total}' "$2")
    printf '%s %s %s\n' "$1" "$?" "$said"
  }
elif command -v bash >/dev/null; then
  ask() {
    case $2 in https:*) printf '%s no-tls\n' "$1"; return ;; esac
    host=${'${3#[}'} host=${'${host%]}'}
    said=$(within bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 7
      printf "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: suture-probe\r\nConnection: close\r\n\r\n" "$3" "$4" >&3
      IFS= read -r line <&3 || exit 52
      printf %s "$line"' bash "$host" "$4" "$5" "$6")
    ended=$?
    [ "$ended" -ne 124 ] || ended=28
    printf '%s %s %s\n' "$1" "$ended" "$said"
  }
elif command -v nc >/dev/null; then
  ask() {
    case $2 in https:*) printf '%s no-tls\n' "$1"; return ;; esac
    host=${'${3#[}'} host=${'${host%]}'}
    said=$(printf 'GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: suture-probe\r\nConnection: close\r\n\r\n' "$5" "$6" |
      within nc -w 5 "$host" "$4" | head -n 1)
    printf '%s 52 %s\n' "$1" "$said"
  }
else
  ask() { printf '%s no-tool\n' "$1"; }
fi
`;
