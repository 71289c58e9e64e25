import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import { shellQuote } from '../../formats/shell-quote.ts';
import { defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText } from '../shell/blocks.ts';
import { configFilesOf, fileWords } from '../shell/config-files.ts';
import { notTested, testOf, testWords } from '../shell/config-test.ts';
import { followWords, leftOutOf } from '../shell/follow-includes.ts';
import { viewWords } from '../shell/private-view.ts';

const directives = String.raw`
/^[ \t]*\[/ { pool = $0; gsub(/^[ \t]*\[|\].*$/, "", pool) }
/^[ \t]*(include|error_log|slowlog|access\.log)[ \t]*=/ {
  key = $0; sub(/[ \t]*=.*/, "", key); sub(/^[ \t]*/, "", key)
  value = $0; sub(/^[^=]*=[ \t]*/, "", value); sub(/[ \t]*(;.*)?\r?$/, "", value)
  gsub(/["\047]/, "", value); gsub(/\$pool/, pool, value)
  print (key == "include" ? "include " : "write ") value
}`;

/**
 * Every PHP-FPM master, running or not, by its configuration: those that run, those that units start, and those that
 * are installed with a configuration where their packages have it. Source: `php-fpm -t`, `php-fpm -v`.
 */
export const fpm = defineCollector({
  fact: 'fpm',
  seconds: 25,
  maxBytes: 8 * 1024 * 1024,
  script: String.raw`${followWords}${viewWords}${testWords}${fileWords}
programs= seen=$nl prefixes=$nl
add() {
  [ -x "$1" ] || return
  case $2 in /*) ;; *) return ;; esac
  case $seen in *"$nl$2$nl"*) return ;; esac
  seen=$seen$2$nl programs=$programs$1$tab$2$tab$3$nl
}
configured() {
  version=${'${1##*/php-fpm}'} config=/etc/php-fpm.conf
  case $1 in
  /opt/remi/*/root/*)
    config=${'${1#/opt/remi/}'}
    config=/etc/opt/remi/${'${config%%/*}'}/php-fpm.conf
    ;;
  /usr/local/*) config=/usr/local/etc/php-fpm.conf ;;
  */php-fpm[0-9].[0-9]*) config=/etc/php/$version/fpm/php-fpm.conf ;;
  */php-fpm[0-9]*) config=/etc/php$version/php-fpm.conf ;;
  esac
}
for pid in $program_pids; do
  line=
  IFS= read -r line <"/proc/$pid/cmdline"
  case $line in
  'php-fpm: master process ('*)
    config=${'${line#*\\(}'} config=${'${config%)*}'}
    binary=$(readlink "/proc/$pid/exe")
    binary=${'${binary% (deleted)}'}
    if [ ! -x "$binary" ]; then
      version=${'${config#/etc/php/}'}
      binary=/usr/sbin/php-fpm${'${version%%/*}'}
      [ -x "$binary" ] || binary=$(command -v php-fpm)
    fi
    add "$binary" "$config" "$pid"
    ;;
  esac
done
set --
for folder in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system \
  /lib/systemd/system; do
  for file in "$folder"/php*fpm*.service "$folder"/php*fpm*.service.d/*.conf; do
    if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; fi
  done
done
if [ $# -gt 0 ]; then
  IFS=$nl
  set -f
  for line in $(awk '/^ExecStart=[^ ]/ { sub(/^ExecStart=[-@:+!]*/, ""); if (!seen[$0]++) print }' "$@"); do
    unset IFS
    set -- $line
    configured "$1"
    binary=$1 given=
    while [ $# -gt 0 ]; do
      case $1 in
      -y | --fpm-config) config=$2 ;;
      --fpm-config=*) config=${'${1#*=}'} ;;
      -p | --prefix) given=$2 ;;
      --prefix=*) given=${'${1#*=}'} ;;
      esac
      shift
    done
    case $given in /*) prefixes=$prefixes$config$tab$given$nl ;; esac
    case $binary in /*php*fpm*) add "$binary" "$config" '' ;; esac
  done
  set +f
  unset IFS
fi
for binary in /usr/sbin/php-fpm* /usr/local/sbin/php-fpm* /opt/remi/*/root/usr/sbin/php-fpm; do
  [ -x "$binary" ] || continue
  configured "$binary"
  [ ! -f "$config" ] || add "$binary" "$config" ''
done
[ -n "$programs" ] || absent 'no PHP-FPM binary with a configuration, no unit and no process of it on this host'

IFS=$nl
set -f
for program in $programs; do
  IFS=$tab
  set -- $program
  unset IFS
  set +f
  binary=$1 config=$2 given=
  case $prefixes in *"$nl$config$tab"*)
    given=${'${prefixes#*"$nl$config$tab"}'} given=${'${given%%"$nl"*}'}
    ;;
  esac
  block program "$program"
  block given "$given"
  block version "$("$binary" -n -v | head -n 1)" | {
    prefix=${'${binary%/*}'}
    follow ${shellQuote(directives)} "${'${given:-${prefix%/*}}'}" "$config"
    [ -z "$unread" ] || block unread "$unread"
    show_left_out
    named=$writes writes=/var/log/php-fpm.log$nl reads=$files
    IFS=$nl
    set -f
    for path in $named; do
      case $path in
      syslog) ;;
      /*) writes=$writes$path$nl ;;
      *) writes=$writes/var/$path$nl$prefix/var/$path$nl${'${given:+$given/$path$nl}'} ;;
      esac
    done
    set -- $files
    set +f
    unset IFS
    # Opcache makes a file in /tmp, and removes it: only in a view does that leave no trace.
    without=
    [ "$user_id" = 0 ] || without='-d opcache.enable=0'
    [ -n "$odd$strayed" ] || show_test "$binary" $without -t ${'${given:+-p "$given"}'} -y "$config" 3>/dev/null
    show_files "$@"
    cat
  }
  IFS=$nl
  set -f
done
`,
  parse: ({ bytes }): Fact<readonly FpmProgram[]> => {
    const programs: FpmProgram[] = [];
    for (const blocks of byProgram(blocksOf(bytes))) {
      const [binary = '', configPath = '', pid = ''] = blockText(blocks, 'program').split('\t');
      const given = blockText(blocks, 'given');
      const leftOut = leftOutOf(blocks);
      const said = notTested(leftOut) ?? testOf(blockText(blocks, 'test'));
      if (said === null) return unknown(`${binary} -t did not come to an end`);
      const unread = blockText(blocks, 'unread');
      if (unread !== '') return unknown(`${unread} is not readable: needs root`);
      const files = configFilesOf(blocks);
      if (typeof files === 'string') return unknown(`PHP-FPM: ${files}`);
      programs.push({
        binary,
        version: /^PHP (\S+)/.exec(blockText(blocks, 'version'))?.[1] ?? /\d+\.\d+/.exec(configPath)?.[0] ?? '',
        configPath,
        testCommand: [binary, '-t', ...(given === '' ? [] : ['-p', given]), '-y', configPath],
        test: said,
        files,
        ...(leftOut.length === 0 ? {} : { unread: leftOut }),
        unit: null,
        masterPid: Number(pid) || null,
      });
    }
    return known(programs);
  },
});

function byProgram(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    if (block.name === 'program') groups.push([block]);
    else groups.at(-1)?.push(block);
  }
  return groups;
}
