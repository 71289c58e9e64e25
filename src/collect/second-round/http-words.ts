import { shellQuote } from '../../formats/shell-quote.ts';
import type { Seal } from './seal.ts';

/** How long all requests of one look may take, and each; those that were not begun by then are not asked. */
export const MOST_SECONDS = { all: 14, each: 5 } as const;

/**
 * Defines `ask NUMBER FLAGS ADDRESS NAME PATH` and `lane`, which runs a list of them one after the other and prints of each answer its first
 * line, some headers, an empty line, the beginning of the body, and `SEAM NUMBER HOW STATUS CODE SECONDS WORDS`. FLAGS
 * holds s for TLS, p for the PROXY protocol, 2 for HTTP/2 alone, u for a unix socket, n for no name. One curl asks all of a lane, if
 * it can tell how each ended; an older one is started for each; without one bash or nc speak HTTP by themselves.
 */
export const httpWords = ({ mark, seam }: Seal, bodyBytes = 600): string => String.raw`
exec 3>&1
mark=${shellQuote(mark)} seam=${shellQuote(seam)} next=
within() { seconds=$1; shift; if command -v timeout >/dev/null; then timeout "$seconds" "$@"; else "$@"; fi; }
cannot() { printf '%s %s %s\n' "$seam" "$1" "$2" >&3; }
one() {
  case $2 in
  *2*) case $version in *HTTP2*) ;; *) cannot "$1" no-http2; return 1 ;; esac ;;
  esac
  printf '%b' "$next"
  next='next\n'
  at=$3 over=http
  case $2 in
  *u*) at=${'${4:-localhost}'} ;;
  *s*) at=${'${4:-localhost}'}:${'${3##*:}'} ;;
  esac
  case $2 in *s*) over=https ;; esac
  printf 'url = "%s://%s%s"\n' "$over" "$at" "$5"
  case $2 in *u*) printf 'unix-socket = "%s"\n' "$3" ;; *) printf 'connect-to = "::%s"\n' "$3" ;; esac
  case $2 in *n*) printf 'http1.0\nheader = "Host:"\n' ;; *) printf 'header = "Host: %s"\n' "$4" ;; esac
  case $2 in *p*) echo haproxy-protocol ;; esac
  case $2 in *2*) echo http2-prior-knowledge ;; esac
  printf '%s\n' silent globoff insecure include no-buffer path-as-is 'noproxy = "*"' 'max-time = ${MOST_SECONDS.each}' \
    'max-filesize = 1048576' 'limit-rate = 8M' 'user-agent = "suture-check"' 'header = "Connection: close"' \
    "header = \"X-Suture-Check: $mark\""
}
raw() {
  case $2 in *n*) said="GET $5 HTTP/1.0\r\n" ;; *) said="GET $5 HTTP/1.1\r\nHost: $4\r\n" ;; esac
  case $2 in *p*) said="PROXY TCP4 127.0.0.1 127.0.0.1 40000 80\r\n$said" ;; esac
  said="$said"'User-Agent: suture-check\r\nX-Suture-Check: '"$mark"'\r\nConnection: close\r\n\r\n'
}
hands() {
  case $2 in *s*) cannot "$1" no-tls; return 1 ;; *u*) cannot "$1" no-unix; return 1 ;; *2*) cannot "$1" no-http2; return 1 ;; esac
  raw "$@"
  host=${'${3%:*}'} port=${'${3##*:}'}
  host=${'${host#[}'} host=${'${host%]}'}
}
version=$(curl -V 2>/dev/null)
case $version in
'curl 7.7'[5-9].* | 'curl 7.'[89][0-9].* | 'curl '[89].* | 'curl '[1-9][0-9].*)
  ask() {
    one "$@" || return 0
    printf 'write-out = "%%{stderr}\\n%s %s curl %%{exitcode} %%{http_code} %%{time_total} %%{errormsg}\\n"\n' "$seam" "$1"
  }
  send() {
    if command -v timeout >/dev/null; then exec timeout ${MOST_SECONDS.all} curl -q -K - 2>&1; fi
    exec curl -q -K - 2>&1
  }
  ;;
'curl 7.'49.* | 'curl 7.'[5-7][0-9].*)
  ask() {
    next=
    asked=$(one "$@" && printf 'write-out = "\\n%s %s curl 0 %%{http_code} %%{time_total}"\n' "$seam" "$1")
    [ -n "$asked" ] || return 0
    printf '%s\n' "$asked" | curl -q -K - 2>/dev/null
    printf '\n%s %s ended %s\n' "$seam" "$1" "$?"
  }
  send() { cat; }
  ;;
*)
  if command -v bash >/dev/null; then
    ask() {
      hands "$@" || return 0
      within ${MOST_SECONDS.each} bash -c 'exec 4<>"/dev/tcp/$1/$2" || exit 7
        printf "%b" "$3" >&4
        exec cat <&4' bash "$host" "$port" "$said"
      printf '\n%s %s raw %s\n' "$seam" "$1" "$?"
    }
  elif command -v nc >/dev/null; then
    ask() {
      hands "$@" || return 0
      printf '%b' "$said" | within ${MOST_SECONDS.each} nc -w ${MOST_SECONDS.each} "$host" "$port"
      printf '\n%s %s raw 52\n' "$seam" "$1"
    }
  else
    ask() { cannot "$1" no-tool; }
  fi
  send() { cat; }
  ;;
esac
lane() {
  "$1" | send | awk -v seam="$seam " '
    function add(line) { told = told line "\n" }
    index($0, seam) == 1 { printf "%s%s\n", told, substr($0, 1, 400); fflush(); told = ""; body = 0; next }
    { sub(/\r$/, "") }
    body { if (left > 0) { add(substr($0, 1, left)); left -= length($0) + 1 }; next }
    $0 == "" { body = 1; left = ${bodyBytes}; add(""); next }
    tolower($0) ~ /^(http\/|location:|server:|content-type:|retry-after:|x-cache|x-fastcgi-cache:|x-proxy-cache:|x-powered-by:|age:|set-cookie:)/ {
      # What is in a cookie is for nobody to see.
      if (tolower($0) ~ /^set-cookie:/) $0 = "Set-Cookie: set"
      if (length(told) < 2400) add(substr($0, 1, 300))
    }'
}
`;
