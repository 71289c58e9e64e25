/** Of one log no more than its last so many bytes are read, and of all together no more than four times as many. */
const MOST_BYTES = 4 * 1024 * 1024;

/** So many different pages that failed are told apart. */
const MOST_PAGES = 200;

/**
 * Defines `count_requests NUMBER SINCE FILE`, which counts what a log and the one that was rotated last have since then.
 * `format` has its pieces, one a line: `T text` or `V variable`. Each line is cut at the texts, in one pass and without a
 * pattern; one that doesn't fit is left out.
 */
export const accessWords = String.raw`
left=${4 * MOST_BYTES}
counting='
function epoch(text,    y, m, d, rest, days) {
  if (text == seen_time) return seen_epoch
  seen_time = text
  seen_epoch = -1
  if (text ~ /^[0-9]+\.[0-9]+$/) return seen_epoch = text + 0
  if (text ~ /^[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:/) {
    d = substr(text, 1, 2); y = substr(text, 8, 4); rest = substr(text, 13)
    m = (index("JanFebMarAprMayJunJulAugSepOctNovDec", substr(text, 4, 3)) + 2) / 3
  } else if (text ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T/) {
    y = substr(text, 1, 4); m = substr(text, 6, 2); d = substr(text, 9, 2); rest = substr(text, 12)
  } else return -1
  m += 0; y += 0
  if (m < 3) { y -= 1; m += 12 }
  days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469
  seen_epoch = days * 86400 + substr(rest, 1, 2) * 3600 + substr(rest, 4, 2) * 60 + substr(rest, 7, 2)
  rest = substr(rest, 9)
  gsub(/[: ]/, "", rest)
  if (rest ~ /^[+-][0-9][0-9][0-9][0-9]/) {
    d = substr(rest, 2, 2) * 3600 + substr(rest, 4, 2) * 60
    seen_epoch += substr(rest, 1, 1) == "-" ? d : -d
  }
  return seen_epoch
}
BEGIN {
  pieces = split(ENVIRON["format"], piece, "\n")
  for (i = 1; i <= pieces; i++) { kind[i] = substr(piece[i], 1, 1); text[i] = substr(piece[i], 3) }
}
NR == 1 && cut { next }
{
  rest = $0; fits = 1
  status = page = host = name = time = agent = ""
  for (i = 1; i <= pieces; i++) {
    if (kind[i] == "T") {
      if (substr(rest, 1, length(text[i])) != text[i]) { fits = 0; break }
      rest = substr(rest, length(text[i]) + 1)
      continue
    }
    at = i == pieces ? length(rest) + 1 : index(rest, text[i + 1])
    # A request has spaces of its own.
    if (text[i] == "request" && match(rest, /^[A-Z]+ [^ ]+ HTTP\/[0-9.]+/)) at = RLENGTH + 1
    if (!at) { fits = 0; break }
    value = substr(rest, 1, at - 1)
    rest = substr(rest, at)
    if (text[i] == "status") status = value
    else if (text[i] == "request") { page = value; sub(/^[^ ]* /, "", page); sub(/ .*/, "", page) }
    else if (text[i] == "request_uri" || (text[i] == "uri" && page == "")) page = value
    else if (text[i] == "host" || text[i] == "http_host") host = value
    else if (text[i] == "server_name") name = value
    else if (text[i] == "http_user_agent") agent = value
    else if (text[i] ~ /^(time_local|time_iso8601|msec)$/ && time == "") time = value
  }
  if (!fits || status !~ /^[1-5][0-9][0-9]$/) next
  at = epoch(time)
  if (at < 0) next
  if (at < since) { older = 1; next }
  if (agent ~ /^suture-(check|probe)/) next
  requests++
  if (first == "" || at < first) first = at
  if (status < 500) next
  sub(/[?#].*/, "", page)
  gsub(/[^!-~]/, "?", page); gsub(/[^!-~]/, "?", host); gsub(/[^!-~]/, "?", name)
  if (host == "") host = name
  key = status "\t" substr(host, 1, 100) "\t" substr(page, 1, 200)
  if (!(key in count)) {
    if (kinds >= ${MOST_PAGES}) key = status "\t\t"
    else kinds++
    if (!(key in count)) from[key] = at
  }
  count[key]++
  to[key] = at
}
END {
  print requests + 0, first == "" ? "-" : first, (cut && !older) + 0
  for (key in count) print count[key] "\t" from[key] "\t" to[key] "\t" key
}'
count_requests() {
  number=$1 since=$2
  for name in "$3" "$3.1"; do
    { [ -f "$name" ] && [ -r "$name" ]; } || continue
    set -- $(stat -L -c '%s %Y' "$name")
    { [ $# -eq 2 ] && [ "$2" -ge "$since" ] && [ "$1" -gt 0 ] && [ "$left" -gt 0 ]; } || continue
    cut=0 size=$1
    [ "$1" -le ${MOST_BYTES} ] || cut=1 size=${MOST_BYTES}
    left=$((left - size))
    block counts "$number$nl$name$nl$(tail -c "$size" "$name" | awk -v since="$since" -v cut="$cut" "$counting")"
  done
}
`;
