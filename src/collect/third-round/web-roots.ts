import { type Fact, known } from '../../facts/fact.ts';
import type { WebRoot } from '../../facts/web-root.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { blocksOf } from '../shell/blocks.ts';

/** What stands in these folders, which are absolute paths, or why nothing does. Source: stat(1), ls(1), fstab(5). */
export const webRootsOf = (folders: readonly string[]): Collector<'webRoots'> =>
  defineCollector({
    fact: 'webRoots',
    seconds: 10,
    script: folders.length === 0 ? '' : `${words}for root in ${shellCommand(folders)}; do show "$root"; done\n`,
    parse: ({ bytes }): Fact<readonly WebRoot[]> =>
      known(blocksOf(bytes).flatMap(({ name, text }) => (name === 'root' ? rootOf(text) : []))),
  });

// A folder that somebody else can fill is listed, never read. A name is printed once it is known to be a plain one.
const words = String.raw`
mounts=
if [ -r /etc/fstab ]; then
  while read -r what where rest; do
    case $what in '#'* | '') continue ;; esac
    case $where in /?*) mounts="$mounts$where$nl" ;; esac
  done </etc/fstab
fi
show() {
  state=missing above=$1 dead= unmounted= indexes=
  if [ -d "$1" ]; then
    if [ ! -r "$1" ] || [ ! -x "$1" ]; then state=closed
    else
      # A folder with a million names is not gone through.
      case $(ls -f "$1" | head -n 3) in
      '') state=closed ;;
      ".$nl.." | "..$nl.") state=empty ;;
      *)
        state=there
        for name in index.php index.html index.htm; do
          [ ! -e "$1/$name" ] || indexes="$indexes $name"
        done
        ;;
      esac
    fi
  else
    [ ! -e "$1" ] || state=no-folder
    while [ ! -d "$above" ]; do
      if [ -L "$above" ] && [ ! -e "$above" ]; then dead="$above -> $(readlink "$above")"; fi
      above=${'${above%/*}'}
      [ -n "$above" ] || above=/
    done
  fi
  oldifs=$IFS
  IFS=$nl
  set -f
  for where in $mounts; do
    case $1/ in
    "$where"/*) grep -qF " $where " /proc/self/mounts || unmounted=$where ;;
    esac
  done
  set +f
  IFS=$oldifs
  block root "$state|$(stat -c %Z "$above")|$indexes|$above|$unmounted|$1|$dead"
}
`;

function rootOf(text: string): readonly WebRoot[] {
  const [, state, changed, indexes = '', above = '', unmounted = '', path = '', dead = ''] =
    /^(there|empty|missing|no-folder|closed)\|(\d{1,12})\|([a-z. ]*)\|(\/[^|]*)\|([^|]*)\|(\/[^|]*)\|(.*)$/s.exec(
      text,
    ) ?? [];
  if (state === undefined) return [];
  return [
    {
      path,
      state: state as WebRoot['state'],
      above,
      changedAt: Number(changed),
      deadLink: dead === '' ? null : dead.slice(0, 500),
      unmounted: unmounted === '' ? null : unmounted.slice(0, 500),
      indexes: indexes.split(' ').filter((name) => name !== ''),
    },
  ];
}
