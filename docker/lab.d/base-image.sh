# shellcheck shell=bash
# debian:bookworm-slim: from the registry, or, where none can be reached, made of Debian's packages.

base=debian:bookworm-slim

ensure_base_image() {
  ! docker image inspect "$base" >/dev/null 2>&1 || return 0
  say "fetching $base"
  timeout 300 docker pull --quiet "$base" >/dev/null 2>&1 || make_base_image
}

# SUTURE_LAB_MIRROR names another Debian mirror than deb.debian.org, for the hosts' packages too.
make_base_image() {
  say "$base can't be pulled: making it from Debian's packages with mmdebstrap"
  if ! command -v mmdebstrap >/dev/null; then
    [ "$(id -u)" = 0 ] || fail "mmdebstrap is missing; install it, or run this as root"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
  fi
  # Tagged only once it is whole: half an image must not pass for the base next time.
  local made
  made=$(mmdebstrap --quiet --variant=minbase bookworm - ${SUTURE_LAB_MIRROR:+"$SUTURE_LAB_MIRROR"} |
    docker import --change 'CMD ["bash"]' -)
  docker tag "$made" "$base"
}
