# shellcheck shell=bash
# debian:RELEASE-slim: from the registry, or, where none can be reached, made of Debian's packages.

ensure_base_image() {
  local base=debian:$1-slim
  ! docker image inspect "$base" >/dev/null 2>&1 || return 0
  say "fetching $base"
  timeout 300 docker pull --quiet "$base" >/dev/null 2>&1 || make_base_image "$1" "$base"
}

# SUTURE_LAB_MIRROR names another Debian mirror than deb.debian.org, for the hosts' packages too.
make_base_image() {
  say "$2 can't be pulled: making it from Debian's packages with mmdebstrap"
  if ! command -v mmdebstrap >/dev/null; then
    [ "$(id -u)" = 0 ] || fail "mmdebstrap is missing; install it, or run this as root"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
  fi
  # Tagged only once it is whole: half an image must not pass for the base next time. A release that has left the mirrors
  # is in the archive, whose lists say that they are no longer valid.
  local made
  made=$(debian_of "$1" | docker import --change 'CMD ["bash"]' -) ||
    made=$(debian_of "$1" http://archive.debian.org/debian | docker import --change 'CMD ["bash"]' -)
  docker tag "$made" "$2"
}

# debian_of RELEASE [MIRROR]
debian_of() {
  local mirror=${2:-${SUTURE_LAB_MIRROR:-}}
  mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' "$1" - ${mirror:+"$mirror"}
}
