# shellcheck shell=bash
# Progress goes to stderr, so that stdout holds answers only.

say() { printf 'lab: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# within SECONDS CMD…: asks again and again until CMD succeeds; fails when the time is over.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

# locked NAME CMD…: one lab command at a time, of all that share this working tree, runs CMD.
locked() {
  local file=$root/.lab/$1.lock
  shift
  mkdir -p "$root/.lab"
  (
    flock 9
    "$@"
  ) 9>"$file"
}
