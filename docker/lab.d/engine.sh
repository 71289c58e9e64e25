# shellcheck shell=bash
# A container engine that answers: the one that is there, or Debian's own, installed and started here.

engine_answers() { docker info >/dev/null 2>&1; }

ensure_engine() {
  engine_answers || locked engine bring_engine_up
}

bring_engine_up() {
  ! engine_answers || return 0
  [ -z "${DOCKER_HOST:-}" ] || fail "the engine at DOCKER_HOST=$DOCKER_HOST does not answer"
  [ "$(id -u)" = 0 ] || fail "no container engine answers; start Docker, or run this as root to have it installed and started"
  command -v dockerd >/dev/null || install_engine
  ! dockerd_runs || within 15 engine_answers || fail "dockerd runs but does not answer"
  ! engine_answers || return 0
  if [ -d /run/systemd/system ] && systemctl start docker; then
    within 30 engine_answers || fail "docker.service is started, but its engine does not answer"
    return 0
  fi
  # Kernels without the netfilter tables that dockerd wants still publish ports by its userland proxy.
  start_dockerd || start_dockerd --iptables=false --ip6tables=false ||
    fail "dockerd does not start; its log: $engine_state/dockerd.log"
}

install_engine() {
  local packages=(docker.io mmdebstrap ca-certificates)
  say "no container engine here: installing Debian's packages ${packages[*]}"
  apt-get update -qq
  # Newer releases have the client in a package of its own.
  [ -z "$(apt-cache search --names-only '^docker-cli$')" ] || packages+=(docker-cli)
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

# Detached from this shell and its descriptors, so that it outlives the command that started it.
start_dockerd() {
  mkdir -p "$engine_state"
  forget_dead /var/run/docker.pid dockerd
  forget_dead "$engine_state/dockerd.pid" dockerd
  forget_dead /var/run/docker/containerd/containerd.pid containerd
  say "starting dockerd${*:+ with $*}; its log: $engine_state/dockerd.log"
  setsid dockerd --pidfile "$engine_state/dockerd.pid" "$@" >"$engine_state/dockerd.log" 2>&1 </dev/null 9>&- &
  within 30 engine_answered_or_gave_up $!
  engine_answers
}

dockerd_runs() { grep --quiet --no-messages --line-regexp dockerd /proc/[0-9]*/comm; }

engine_answered_or_gave_up() { engine_answers || is_gone "$1"; }

# A machine that went down hard leaves pid files; their number may now belong to another program.
forget_dead() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || rm -f "$1"
}

stop_engine() {
  local pid
  pid=$(cat "$engine_state/dockerd.pid" 2>/dev/null) || fail "the lab has started no engine here"
  kill "$pid"
  within 30 is_gone "$pid" || fail "dockerd ($pid) does not stop"
  say "stopped dockerd"
}

is_gone() { ! kill -0 "$1"; }
