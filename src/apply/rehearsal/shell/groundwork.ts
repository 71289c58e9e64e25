/**
 * Shell, inside the namespace: an empty folder becomes the workplace; the folders that hold files become overlays, so
 * that a test may make its pid file or log and nobody sees it. Large logs are bound as they are: a test only opens them,
 * and an overlay would copy them whole. Sources: mount(8), Documentation/filesystems/overlayfs.rst.
 */
export const groundwork = `
not_rehearsed() {
  say "not $(encoded "$1")"
  exit 0
}

find_workplace() {
  for work in /mnt /media /srv /opt /var/tmp /home; do
    [ -d "$work" ] && [ ! -L "$work" ] && [ -z "$(ls -A "$work" 2>/dev/null)" ] && return 0
  done
  return 1
}

overlay() {
  layers=$((layers + 1))
  mkdir "$work/upper$layers" "$work/layer$layers" &&
    mount -t overlay -o "lowerdir=$work/live$1,upperdir=$work/upper$layers,workdir=$work/layer$layers" suture "$1" 2>/dev/null
}

cover_folders() {
  layers=0
  covered=
  for top in /etc /run /var /tmp /usr /srv /opt /home /root; do
    if [ ! -d "$top" ] || [ -L "$top" ] || [ "$top" = "$work" ]; then continue; fi
    overlay "$top" || return 1
    covered="$covered $top"
  done
}

# What is mounted below a covered folder is hidden by now: it comes back covered too, or bound where it is a file.
cover_mounts() {
  while read -r _ _ _ _ point rest; do
    case $point in
      *\\\\* | / | /proc* | /sys* | /dev* | /boot* | "$work"*) continue ;;
      /etc | /run | /var | /tmp | /usr | /srv | /opt | /home | /root) continue ;;
    esac
    rest=\${rest#*- }
    case \${rest%% *} in
      overlay | nsfs | proc | sysfs | cgroup* | autofs | mqueue | bpf | fuse* | squashfs) continue ;;
    esac
    if [ -d "$work/live$point" ]; then
      [ -d "$point" ] && overlay "$point"
    elif [ -f "$work/live$point" ]; then
      [ -f "$point" ] && mount --bind "$work/live$point" "$point" 2>/dev/null
    fi
  done <"$work/mounts"
  return 0
}

bind_large_logs() {
  command -v find >/dev/null 2>&1 || return 0
  find "$work/live/var/log" -type f -size +128 ! -name '*.gz' ! -name '*.[0-9]' ! -name '*.journal*' 2>/dev/null |
    head -n 200 | while IFS= read -r log; do
      mount --bind "$log" "\${log#"$work/live"}" 2>/dev/null
    done
}

lay_ground() {
  umask 077
  find_workplace || not_rehearsed 'no empty folder to work in (/mnt, /media, /srv, …)'
  cat /proc/self/mountinfo >/dev/null 2>&1 || not_rehearsed '/proc is not mounted'
  mount --make-rprivate / 2>/dev/null || not_rehearsed 'mounts cannot be made private here'
  mount -t tmpfs -o mode=0700,size=64m suture "$work" 2>/dev/null || not_rehearsed 'no tmpfs can be mounted here'
  cat /proc/self/mountinfo >"$work/mounts"
  mkdir "$work/live" "$work/texts"
  mount --rbind / "$work/live" 2>/dev/null || not_rehearsed 'the live files cannot be bound here'
  mount --make-rprivate "$work/live"
  cover_folders || not_rehearsed 'no overlay can be mounted here, and a test might leave files behind'
  cover_mounts
  bind_large_logs
}
`;
