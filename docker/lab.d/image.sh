# shellcheck shell=bash
# The image of a kind of host, tagged with a hash of what it is built from: it is built anew only when that has changed, and
# two checkouts that differ don't take each other's away.

# The same bytes for everyone: without the checkout's times, owners and umask.
build_context() {
  tar --create --directory "$here" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    Dockerfile prepare host
}

image_inputs() {
  {
    build_context
    printf '%s\n' "$release" "$php" "$init" "$doas" "$more"
  } | sha256sum | cut -c1-16
}

image_is_there() { docker image inspect "$image" >/dev/null 2>&1; }

ensure_current_image() {
  ensure_engine
  ensure_image "${1:-$kind}"
}

# ensure_image KIND: leaves the image's name in $image.
ensure_image() {
  local release php init doas more
  describe_kind "$1"
  image=suture-lab:$1-$(image_inputs)
  image_is_there || locked "image-$1" build_image
}

build_image() {
  ! image_is_there || return 0
  locked "base-$release" ensure_base_image "$release"
  say "building the image $image"
  local arguments=(--network=host --tag "$image") name log
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || arguments+=(--build-arg "$name=${!name}")
  done
  for name in release php init doas more; do arguments+=(--build-arg "$name=${!name}"); done
  # Without the buildx plugin the client can only use the engine's classic builder, and must be told so.
  docker buildx version >/dev/null 2>&1 || export DOCKER_BUILDKIT=0
  log=$root/.lab/${image/:/-}.log
  build_context | docker build "${arguments[@]}" - >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    fail "the image could not be built; all of it: $log"
  }
}
