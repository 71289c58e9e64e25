/** Shell: framed lines to the runner, plain words to a human, and the host's own log. Texts travel as base64. */
export const speaking = `
say() {
  [ -z "$boundary" ] || printf '%s %s\\n' "$boundary" "$*" 2>/dev/null || :
}

encoded() {
  if [ -n "$1" ]; then printf '%s' "$1" | head -c 9000 | base64 | tr -d '\\n'; else printf %s -; fi
}

encoded_file() {
  if [ -s "$1" ]; then head -c 9000 <"$1" | base64 | tr -d '\\n'; else printf %s -; fi
}

tell() {
  [ -n "$boundary" ] || printf '%s\\n' "$*" 2>/dev/null || :
}
`;

/** Shell: what was done goes to the host's log, and to syslog where there is one. */
export const logging = `
note() {
  tell "$1"
  printf '%s %s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$run" "$1" >>"$state/log" 2>/dev/null || :
  if command -v logger >/dev/null 2>&1; then logger -t suture -- "$run: $1" </dev/null >/dev/null 2>&1 || :; fi
}
`;
