/**
 * Defines what asks those who keep programs running for others: `show_supervised FILE…` and `show_engines`. Both use `bounded`, and
 * write down in `searched` and `unread` what was looked at.
 */
export const keeperWords = String.raw`
# What supervisors say of the programs of these files; one that doesn't run isn't asked.
show_supervised() {
  asked=
  for file do
    case $file in
    /etc/supervisor*)
      block program-heads "$(grep -HnE '^[[:space:]]*\[program:' "$file" | head -n 50)"
      asked=yes
      ;;
    */run)
      folder=${'${file%/run}'} said=
      # s6 keeps what it runs in a folder of its own.
      for kept in "$folder" "/run/service/${'${folder##*/}'}" "/etc/service/${'${folder##*/}'}"; do
        [ -z "$said" ] && [ -d "$kept/supervise" ] || continue
        if command -v s6-svstat >/dev/null; then
          said=$(bounded s6-svstat "$kept" | head -c 200)
        elif command -v sv >/dev/null; then
          said=$(bounded sv status "$kept" | head -c 200)
        fi
      done
      block kept "$file$tab$said"
      ;;
    esac
  done
  if [ -n "$asked" ] && command -v supervisorctl >/dev/null; then
    for socket in /run/supervisor.sock /var/run/supervisor.sock /run/supervisor/supervisor.sock /tmp/supervisor.sock; do
      if [ -S "$socket" ]; then
        block supervisorctl "$(bounded supervisorctl status | head -c 8192)"
        return
      fi
    done
  fi
}
# An engine that doesn't run isn't asked: the question itself would start it.
show_engines() {
  for engine in docker podman nerdctl; do
    path=$(command -v "$engine") || continue
    searched="$searched""containers of $engine$nl"
    block engine "$engine"
    case $engine in
    docker)
      grep -lx dockerd /proc/[0-9]*/comm >/dev/null || continue
      exposed='{{range $port, $_ := .Config.ExposedPorts}}{{$port}} {{end}}'
      ;;
    podman)
      exposed=
      if [ ! -e /run/libpod/alive ]; then
        # Where it never made a container, there is none to ask for.
        root=$(sed -n 's/^[[:space:]]*graphroot[[:space:]]*=[[:space:]]*"\(.*\)".*/\1/p' /etc/containers/storage.conf)
        if [ "$user_id" = 0 ] && [ ! -e "${'${root:-/var/lib/containers/storage}'}/libpod" ]; then block listed yes; fi
        continue
      fi
      ;;
    *) continue ;;
    esac
    ids=$(bounded "$path" ps -aq --no-trunc | head -n 100) || continue
    block listed yes
    block images "$(bounded "$path" images --format '{{.Repository}}:{{.Tag}}' | grep -iE 'php|fpm' | head -n 50)"
    [ -z "$ids" ] || block containers "$(bounded "$path" inspect --format \
      '{{.Id}}|{{.Name}}|{{.State.Running}}|{{.Config.Image}}|{{range $port, $to := .HostConfig.PortBindings}}{{range $to}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}|{{range .Mounts}}{{.Source}} {{end}}|{{.HostConfig.NetworkMode}}|{{range .Mounts}}{{.Source}}:{{.Destination}} {{end}}|'"$exposed" $ids)"
  done
  # Only who started them can list the containers of an engine that needs no root.
  for home in /home/*/.local/share/containers/storage/libpod /home/*/.local/share/docker/containers; do
    [ ! -d "$home" ] || unread="$unread""the containers below $home$nl"
  done
}
`;
