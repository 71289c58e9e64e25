import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { ConfigTest, FpmProgram } from '../../facts/programs.ts';
import { shellQuote } from '../../formats/shell-quote.ts';
import { defineCollector } from '../define-collector.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';
import { configFilesOf, fileWords } from '../shell/config-files.ts';
import { notTested, testOf, testWords } from '../shell/config-test.ts';
import { followWords, leftOutOf } from '../shell/follow-includes.ts';
import { starterWords } from './fpm-starters.ts';
import { viewWords } from '../shell/private-view.ts';
import { rootsOwnWords } from '../shell/roots-own.ts';
import { RUNS_FPM, UNIT_FOLDERS } from '../shell/unit-words.ts';

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
  script: String.raw`${rootsOwnWords}${followWords}${viewWords}${testWords}${fileWords}${starterWords}
programs= seen=$nl prefixes=$nl scripts=
add() {
  [ -x "$1" ] || return
  case $2 in /*) ;; *) return ;; esac
  [ -z "$4" ] || scripts=$scripts$2$tab$4$nl
  case $seen in *"$nl$2$nl"*) return ;; esac
  seen=$seen$2$nl programs=$programs$1$tab$2$tab$3$nl
}
# Where a build has its configuration by its own path: packages' places first, then beside the binary.
configured() {
  root=${'${1%/*}'} root=${'${root%/sbin}'} root=${'${root%/bin}'} version=${'${1##*/php-fpm}'} version=${'${version#-}'}
  name=${'${root#/opt/*/}'} name=${'${name%%/*}'}
  for config in "/etc/php/$version/fpm/php-fpm.conf" "/etc/php$version/php-fpm.conf" "/etc/php$version/fpm/php-fpm.conf" \
    "/etc/opt/remi/$name/php-fpm.conf" "/etc/opt/rh/$name/php-fpm.conf" "$root/etc/php-fpm.conf" \
    "${'${root%/usr}'}/etc/php-fpm.conf" "$root/etc/fpm/php-fpm.conf" "$root/conf/php-fpm.conf"; do
    [ ! -f "$config" ] || return
  done
  config=/etc/php-fpm.conf
  case $root in
  /usr) ;;
  /opt/remi/*) config=/etc/opt/remi/$name/php-fpm.conf ;;
  *) config=$root/etc/php-fpm.conf ;;
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
for folder in ${UNIT_FOLDERS}; do
  set -- "$@" "$folder"/*.service "$folder"/*.service.d/*.conf
done
IFS=$nl
started=$(grep -hsE ${shellQuote(`^ExecStart=${RUNS_FPM}`)} "$@" | awk '{ sub(/^ExecStart=[-@:+!|]*/, ""); gsub(/["\047;]/, " "); if (!seen[$0]++) print }')
if [ -n "$started" ]; then
  set -f
  for line in $started; do
    unset IFS
    set -- $line
    # A shell may stand before it.
    while [ $# -gt 1 ]; do
      case $1 in /*php*fpm*) break ;; esac
      shift
    done
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
    # A script that starts PHP-FPM, such as those in /etc/init.d, isn't it: with words of ours it might do anything.
    case $binary in /*php*fpm*) [ "$(head -c 2 "$binary" 2>/dev/null | tr -d '\0')" = '#!' ] || add "$binary" "$config" '' ;; esac
  done
  set +f
  unset IFS
fi
IFS=$nl
for line in $fpm_starters; do
  file=${'${line#*"$tab"}'} binary= config= given=
  for said in $(programs_in "$file"); do
    path=${'${said#* }'}
    case $said in
    binary*) [ -n "$binary" ] || [ ! -f "$path" ] || [ "$(head -c 2 "$path" | tr -d '\0')" = '#!' ] || binary=$path ;;
    config*) [ -n "$config" ] || [ ! -f "$path" ] || config=$path ;;
    prefix*) given=$path ;;
    esac
  done
  [ -n "$binary" ] || continue
  named=$config
  [ -n "$named" ] || { configured "$binary"; named=$config; }
  # A package that is gone leaves its script.
  [ -f "$named" ] || continue
  case $given in /*) prefixes=$prefixes$named$tab$given$nl ;; esac
  add "$binary" "$named" '' "$file"
done
unset IFS
for binary in /usr/sbin/php-fpm* /usr/local/sbin/php-fpm* /usr/local/php*/sbin/php-fpm* /usr/local/*/php*/sbin/php-fpm* \
  /opt/php*/sbin/php-fpm* /opt/*/php*/sbin/php-fpm* /opt/*/php/*/sbin/php-fpm* /opt/*/*/root/usr/sbin/php-fpm* \
  /opt/*/php*/usr/sbin/php-fpm* /www/server/php/*/sbin/php-fpm* /snap/*/current/sbin/php-fpm* \
  /snap/*/current/usr/sbin/php-fpm*; do
  if [ ! -f "$binary" ] || [ ! -x "$binary" ]; then continue; fi
  configured "$binary"
  [ ! -f "$config" ] || add "$binary" "$config" ''
done
[ -n "$programs" ] || absent 'no PHP-FPM binary with a configuration, no unit and no process of it on this host'
block scripts "$scripts"

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
  safe=yes
  roots_own "$binary" || safe=
  block version "$([ -z "$safe" ] || "$binary" -n -v | head -n 1)" | {
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
    [ -n "$safe" ] || block unsafe yes
    # Opcache makes a file in /tmp, and removes it: only in a view does that leave no trace.
    without=
    [ "$user_id" = 0 ] || without='-d opcache.enable=0'
    [ -n "$odd$strayed" ] || [ -z "$safe" ] || show_test "$binary" $without -t ${'${given:+-p "$given"}'} -y "$config" 3>/dev/null
    show_files "$@"
    cat
  }
  IFS=$nl
  set -f
done
`,
  parse: ({ bytes }): Fact<readonly FpmProgram[]> => {
    const programs: FpmProgram[] = [];
    const all = blocksOf(bytes);
    const scripts = new Map(linesOf(blockText(all, 'scripts')).map((line) => halves(line)));
    for (const blocks of byProgram(all)) {
      const [binary = '', configPath = '', pid = ''] = blockText(blocks, 'program').split('\t');
      const given = blockText(blocks, 'given');
      const leftOut = leftOutOf(blocks);
      const unsafe = blockText(blocks, 'unsafe') === '' ? null : notRun(binary);
      const said = notTested(leftOut) ?? unsafe ?? testOf(blockText(blocks, 'test'));
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
        script: scripts.get(configPath) ?? null,
        masterPid: Number(pid) || null,
      });
    }
    return known(programs);
  },
});

/** A line's two sides of a tab. */
function halves(line: string): readonly [string, string] {
  const [first = '', second = ''] = line.split('\t');
  return [first, second];
}

/** Root doesn't run what somebody else can change. */
const notRun = (binary: string): ConfigTest => ({
  passed: false,
  output: '',
  noVerdict: `was not run: others than root can change ${binary}, or a folder that leads to it`,
});

function byProgram(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    if (block.name === 'program') groups.push([block]);
    else groups.at(-1)?.push(block);
  }
  return groups;
}
