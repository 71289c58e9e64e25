import type { UnitNeed } from '../../facts/owners/owner-search.ts';
import { type Block, linesOf } from '../shell/blocks.ts';

/**
 * Defines `show_needs UNIT`, which tells of each user, folder, program and address that the unit names in its set-up (`$shown`) or
 * its last words (`$said`) whether the host has it. Nothing is opened but a program's first line.
 */
export const unitNeeds = String.raw`
show_needs() {
  block needs "$(
    {
      printf '%s\n' "$shown" | awk -v RS= -v id="$1" '$0 ~ ("(^|\n)Id=" id "(\n|$)")' | awk '
        { key = $0; sub(/=.*/, "", key); value = $0; sub(/^[^=]*=/, "", value) }
        key == "User" || key == "Group" { if (value != "") print tolower(key) "\t" value }
        key == "ExecStart" && match(value, /path=[^ ;]+/) { print "program\t" substr(value, RSTART + 5, RLENGTH - 5) }
        key == "EnvironmentFiles" && / \(ignore_errors=no\)$/ { sub(/ \(ignore_errors=no\)$/, "", value); print "path\t" value }
        key ~ /^(WorkingDirectory|RootDirectory|ReadWritePaths|ReadOnlyPaths|InaccessiblePaths|BindPaths|BindReadOnlyPaths)$/ {
          count = split(value, each, " ")
          for (i = 1; i <= count; i++) {
            # What begins with a dash may be missing.
            if (key != "WorkingDirectory" && each[i] ~ /^[+]?-/) continue
            sub(/^[-+!]+/, "", each[i])
            if (key ~ /^Bind/) sub(/:.*/, "", each[i])
            if (each[i] ~ /^\//) print "path\t" each[i]
          }
        }'
      printf '%s\n' "$said" | tail -n 30 | awk '
        /annot assign requested address|EADDRNOTAVAIL|\(99[):]/ && match($0, /[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/) { print "address\t" substr($0, RSTART, RLENGTH) }
        !/systemd\[1\]: / {
          rest = $0
          while (match(rest, /(^|[ "(=:\047])\/[^ "():;,\047]+/)) {
            path = substr(rest, RSTART, RLENGTH)
            rest = substr(rest, RSTART + RLENGTH)
            sub(/^[^\/]*/, "", path); sub(/^\/run\/systemd\/unit-root/, "", path); sub(/[.]+$/, "", path)
            if (path ~ /^\/./) print "path\t" path
          }
        }
        match($0, /condition check \(Condition(Path|File|Directory)[A-Za-z]*=\|?\/[^)]*\)/) {
          path = substr($0, RSTART, RLENGTH - 1); sub(/^[^\/]*/, "", path); print "path\t" path
        }'
    } | awk '!seen[$0]++' | head -n 60 | while IFS=$tab read -r kind name; do
      answer=no gone=
      case $kind in
      # A number needs no entry.
      user | group) case $name in *[!0-9]*) ;; *) answer=yes ;; esac ;;
      esac
      case $kind in
      user) if id "$name" >/dev/null; then answer=yes; fi ;;
      group) if grep -q "^$name:" /etc/group || getent group "$name" >/dev/null; then answer=yes; fi ;;
      path) missing_of "$name" ;;
      program) missing_of "$name"; [ $answer = no ] || can_run "$name" || answer=no ;;
      address) if awk '/\|-- /{ at = $2 } /host LOCAL/{ print at }' /proc/net/fib_trie | grep -qxF "$name"; then answer=yes; fi ;;
      esac
      printf '%s\t%s\t%s\t%s\n' "$answer" "$kind" "$name" "$gone"
    done
  )"
}
missing_of() {
  if [ -e "$1" ]; then answer=yes; return; fi
  gone=$1
  while above=${'${gone%/*}'} && [ -n "$above" ] && [ ! -e "$above" ]; do gone=$above; done
}
can_run() {
  [ -x "$1" ] || return 1
  first=
  first=$(head -c 200 "$1" | tr -d '\000' | head -n 1)
  case $first in '#!'*) ;; *) return 0 ;; esac
  first=${'${first#??}'} first=${'${first#"${first%%[! ]*}"}'}
  case $first in
  */env' '*) command -v "${'${first##*/env }'}" >/dev/null ;;
  *) [ -x "${'${first%% *}'}" ] ;;
  esac
}
`;

const KINDS: readonly UnitNeed['kind'][] = ['user', 'group', 'path', 'program', 'address'];

/** What units need, each behind its unit's name: `yes|no KIND NAME GONE`, apart by tabs. */
export function needsOf(blocks: readonly Block[]): readonly UnitNeed[] {
  let unit = '';
  return blocks.flatMap(({ name: block, text }) => {
    if (block === 'unit') unit = text;
    if (block !== 'needs') return [];
    const of = unit;
    return linesOf(text).flatMap((line): readonly UnitNeed[] => {
      const [answer, word, name = '', gone = ''] = line.split('\t');
      const kind = KINDS.find((each) => each === word);
      if (kind === undefined || name === '' || (answer !== 'yes' && answer !== 'no')) return [];
      return [{ unit: of, kind, name, there: answer === 'yes', gone: gone === '' ? null : gone }];
    });
  });
}
