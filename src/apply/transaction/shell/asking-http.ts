/** More than the head of an answer and what a health check says. */
const MOST_BYTES = 65_536;

/**
 * Shell: whether the host's own web server answers as it should: \`answers URL ADDRESS PORT PATH NAME TEXT STATUS…\`, with an
 * empty TEXT for any body. Redirects are not followed. curl, else HTTP 1.0 by bash or nc.
 */
export const askingHttp = `
# shellcheck disable=SC2016 # bash's own words
http_get() {
  if command -v curl >/dev/null 2>&1; then
    curl -q -sS -g -k -i --path-as-is --noproxy '*' --max-time 5 -A suture-check --connect-to "::$2:$3" -H "Host: $5" "$1" 2>&1
    return
  fi
  case $1 in
    https:*) printf 'there is no curl to ask over TLS\\n'; return ;;
  esac
  bare=\${2#[}
  bare=\${bare%]}
  if command -v bash >/dev/null 2>&1; then
    within 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit
      printf "GET %s HTTP/1.0\\r\\nHost: %s\\r\\nUser-Agent: suture-check\\r\\n\\r\\n" "$3" "$4" >&3
      cat <&3' bash "$bare" "$3" "$4" "$5" 2>&1
  elif command -v nc >/dev/null 2>&1; then
    printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\nUser-Agent: suture-check\\r\\n\\r\\n' "$4" "$5" | within 5 nc -w 5 "$bare" "$3" 2>&1
  else
    printf 'there is neither curl nor bash nor nc to ask with\\n'
  fi
}

answers() {
  answer=$(http_get "$@" </dev/null | head -c ${MOST_BYTES} | tr -d '\\000\\r')
  text=$6
  shift 6
  case $answer in
    HTTP/*) ;;
    *)
      found=$(printf %s "\${answer:-nothing came back}" | head -c 300 | tr '\\n' ' ')
      return 1
      ;;
  esac
  status_line=\${answer%%
*}
  status=\${status_line#* }
  found="it answers $(printf %s "$status" | head -c 100)"
  status=\${status%% *}
  body=\${answer#*

}
  for wanted in "$@"; do
    [ "$status" = "$wanted" ] || continue
    case $body in
      *"$text"*) return 0 ;;
    esac
    found="$found, without the text that is looked for"
    return 1
  done
  return 1
}
`;
