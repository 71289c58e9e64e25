# shellcheck shell=bash
# One host: a container booted by an init of its own, its ports on 127.0.0.1, and what the fleet's files say of it.

container() { printf 'suture-%s-%s-%s' "$checkout" "$fleet" "$1"; }

must_exist() {
  [ -n "${1:-}" ] || fail "which host? the fleet \"$fleet\" has: $(hosts | xargs)"
  docker container inspect "$(container "$1")" >/dev/null 2>&1 ||
    fail "no host $1 in the fleet \"$fleet\"; it has: $(hosts | xargs)"
}

# The port on 127.0.0.1 at which this host's port is published.
published() { docker port "$(container "$1")" "$2/tcp" | head -n 1 | sed 's/.*://'; }

# host_runs HOST: it runs, and was made from the image as it is now.
host_runs() {
  local now
  now=$(docker image inspect --format '{{ .Id }}' "$image")
  [ "$(docker container inspect --format '{{ .State.Running }} {{ .Image }}' "$(container "$1")" 2>/dev/null)" = "true $now" ]
}

# kind_of HOST: what it is: bookworm, trixie …
kind_of() { docker container inspect --format '{{ index .Config.Labels "suture.kind" }}' "$(container "$1")"; }

remove_host() { docker rm --force --volumes "$(container "$1")" >/dev/null 2>&1 || true; }

# create_host HOST SSH-PORT HTTP-PORT: an empty port lets the engine choose.
create_host() {
  # Not --privileged: systemd needs to mount, and a firewall to write rules for this container's own network.
  docker run --detach --name "$(container "$1")" --hostname "$1" --label "suture.lab=$checkout-$fleet" --label "suture.kind=$kind" \
    --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --cgroupns=private --tmpfs /run --tmpfs /run/lock --tmpfs /tmp:exec \
    --volume "$state/id_ed25519.pub:/lab/key.pub:ro" \
    --publish "127.0.0.1:$2:22" --publish "127.0.0.1:$3:80" \
    "$image" >/dev/null || fail "$1 could not be started"
  await_host "$1"
}

# The boot is over, the site answers through nginx and FPM, sshd listens.
await_host() {
  # shellcheck disable=SC2016
  docker exec "$(container "$1")" sh -c '
    tries=600
    until if [ -d /run/systemd/system ]; then systemctl is-active --quiet multi-user.target ssh; else [ -e /run/booted ]; fi &&
      curl -fso /dev/null http://127.0.0.1/; do
      tries=$((tries - 1))
      [ $tries -gt 0 ] || exit 1
      sleep 0.05
    done' >/dev/null 2>&1 || {
    docker exec "$(container "$1")" journalctl --no-pager --lines=20 >&2 2>/dev/null || docker logs --tail 20 "$(container "$1")" >&2
    fail "$1 did not come up within 30 s"
  }
  describe_host "$1"
}

# Host keys are read inside the host, not from the network: nobody else can answer.
describe_host() {
  local ssh http
  ssh=$(published "$1" 22) http=$(published "$1" 80)
  mkdir -p "$state/hosts"
  docker exec "$(container "$1")" sh -c 'cat /etc/ssh/ssh_host_*_key.pub' |
    awk -v at="[127.0.0.1]:$ssh" '{ print at, $1, $2 }' >"$state/hosts/$1.keys"
  printf '    %s:\n      ansible_host: 127.0.0.1\n      ansible_port: %s\n      lab_http_port: %s\n' "$1" "$ssh" "$http" \
    >"$state/hosts/$1.yml"
}

# described HOST KEY: what the host's part of the inventory says.
described() { sed -n "s/^ *$2: //p" "$state/hosts/$1.yml"; }
