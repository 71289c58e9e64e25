# shellcheck shell=bash
# Verbs that act on the fleet and its files.

hosts() {
  docker ps --all --filter "label=suture.lab=$checkout-$fleet" --format '{{ .Names }}' | sed "s/^suture-$checkout-$fleet-//" | sort
}

up() {
  local wanted=$1 host numbers
  ensure_engine
  ensure_image "$kind"
  : "${wanted:=$(hosts | wc -l)}"
  ((wanted > 0)) 2>/dev/null || wanted=3
  ((wanted <= 99)) || fail "a fleet has at most 99 hosts"
  ensure_key
  for host in $(hosts); do
    ((10#${host#web} <= wanted)) || forget_host "$host"
  done
  mapfile -t numbers < <(seq "$wanted")
  in_parallel ensure_host "${numbers[@]}"
  locked "$fleet" write_fleet_files
  say "$wanted hosts are up; inventory: $state/inventory.yml"
}

ensure_key() {
  mkdir -p "$state/hosts"
  [ ! -e "$state/id_ed25519" ] || return 0
  if command -v ssh-keygen >/dev/null; then
    ssh-keygen -q -t ed25519 -N '' -C "lab $fleet" -f "$state/id_ed25519"
  else
    docker run --rm --user "$(id -u):$(id -g)" --volume "$state:/key" "$image" \
      ssh-keygen -q -t ed25519 -N '' -C "lab $fleet" -f /key/id_ed25519
  fi
}

ensure_host() {
  local host
  host=$(printf 'web%02d' "$1")
  if host_runs "$host"; then
    describe_host "$host"
    return
  fi
  remove_host "$host"
  if [ "$fleet" = lab ]; then create_host "$host" $((22000 + $1)) $((28000 + $1)); else create_host "$host" '' ''; fi
}

forget_host() {
  remove_host "$1"
  rm -f "$state/hosts/$1".*
}

# in_parallel CMD ARG…: CMD with each ARG, side by side; fails if one of them does.
in_parallel() {
  local command=$1 argument pids=() pid failed=0
  shift
  for argument; do
    "$command" "$argument" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return $failed
}

write_fleet_files() {
  cat "$state"/hosts/*.keys >"$state/known_hosts.new"
  {
    printf 'all:\n  vars:\n    ansible_user: ops\n    ansible_ssh_private_key_file: %s\n    ansible_become: true\n  hosts:\n' \
      "$state/id_ed25519"
    cat "$state"/hosts/*.yml
  } >"$state/inventory.yml.new"
  mv "$state/known_hosts.new" "$state/known_hosts"
  mv "$state/inventory.yml.new" "$state/inventory.yml"
}

heal() {
  local ssh http
  must_exist "${1:-}"
  kind=${2:-$(kind_of "$1")}
  # As described when it was started: a host that no longer runs has lost its published ports.
  ssh=$(described "$1" ansible_port) http=$(described "$1" lab_http_port)
  ensure_image "$kind"
  remove_host "$1"
  create_host "$1" "$ssh" "$http"
  locked "$fleet" write_fleet_files
}

down() {
  local names
  engine_answers || fail "no container engine answers"
  mapfile -t names < <(hosts)
  in_parallel remove_host "${names[@]}"
  rm -rf "$state"
  say "the fleet \"$fleet\" is gone"
}

status() {
  local host
  engine_answers || fail "no container engine answers"
  printf '%-7s %-9s %-16s %-23s %s\n' HOST STATE SSH SITE ANSWERS
  for host in $(hosts); do
    printf '%-7s %-9s %-16s %-23s %s\n' "$host" \
      "$(docker container inspect --format '{{ .State.Status }}' "$(container "$host")")" \
      "127.0.0.1:$(published "$host" 22)" "http://127.0.0.1:$(published "$host" 80)/" \
      "$(docker exec "$(container "$host")" curl -s -o /dev/null -m 5 -w '%{http_code}' http://127.0.0.1/ || true)"
  done
}

exec_on() {
  local terminal=()
  must_exist "${1:-}"
  [ $# -ge 2 ] || fail "which command? docker/lab exec HOST CMD …"
  if [ -t 0 ] && [ -t 1 ]; then terminal=(--tty); fi
  exec docker exec --interactive "${terminal[@]}" "$(container "$1")" "${@:2}"
}
