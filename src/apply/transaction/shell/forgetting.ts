/** How long a host keeps what it needs to take a settled run back, and of how many runs. */
const KEPT_DAYS = 30;
const KEPT_RUNS = 20;

/**
 * Shell: removes the folders of settled runs that are old or many; never an open one, never the newest, never one that
 * keeps somebody's own version of a file. Asked while the host's lock is held.
 */
export const forgetting = `
forget_old() {
  set --
  for folder in "$state"/tx/*; do set -- "$folder" "$@"; done
  newer=0
  last=
  forgotten=0
  for folder in "$@"; do
    case $(state_of "\${folder##*/}") in
      confirmed | undone) ;;
      *) continue ;;
    esac
    # The transaction of a run's blocks goes with its first one, which comes after it here.
    [ "\${folder##*/}-after" = "$last" ] || newer=$((newer + 1))
    last=\${folder##*/}
    if [ "$newer" -le 1 ] || [ -d "$folder/kept" ]; then continue; fi
    settled_at=$(stat -c %Y -- "$folder" 2>/dev/null) || continue
    [ "$newer" -gt ${KEPT_RUNS} ] || [ $(($(date +%s) - settled_at)) -gt ${KEPT_DAYS * 86_400} ] || continue
    rm -rf -- "$folder" && forgotten=$((forgotten + 1))
  done
  [ "$forgotten" = 0 ] || note "removed the backups of $forgotten old run(s): they can't be taken back any more"
  size=$(stat -c %s -- "$state/log" 2>/dev/null) || size=0
  [ "$size" -lt 1000000 ] || mv "$state/log" "$state/log.1"
}
`;
