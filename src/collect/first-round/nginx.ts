import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { NginxProgram } from '../../facts/programs.ts';
import { pathBelow } from '../../formats/nginx/conf-path.ts';
import { shellQuote } from '../../formats/shell-quote.ts';
import { defineCollector } from '../define-collector.ts';
import { blocksOf, blockText } from '../shell/blocks.ts';
import { configFilesOf, fileWords } from '../shell/config-files.ts';
import { notTested, testOf, testWords } from '../shell/config-test.ts';
import { followWords, leftOutOf, MOST_FILES } from '../shell/follow-includes.ts';
import { viewWords } from '../shell/private-view.ts';

// Rough, as it only has to find what includes and what is written; the real reader is in formats/.
const directives = String.raw`
{
  sub(/^[ \t]*#.*/, ""); sub(/[ \t]#.*/, "")
  count = split($0, parts, /[;{}]/)
  for (i = 1; i <= count; i++) {
    part = parts[i]
    gsub(/^[ \t\r]+|[ \t\r]+$|["\047]/, "", part)
    words = split(part, word, /[ \t]+/)
    if (words < 2) continue
    if (word[1] == "include") { sub(/^include[ \t]+/, "", part); print "include " part }
    else if (word[1] ~ /^(pid|lock_file|[a-z_]*_log)$|_(temp|cache)_path$/) print "write " word[2]
    for (at = 2; at <= words; at++) {
      if (word[at] !~ /^\/[^\/]+\//) continue
      sub(/[^\/]*$/, "", word[at])
      if (!near[word[at]]++) print "near " word[at]
    }
  }
}`;

/** Ten times a large shared host; to judge more would keep the other hosts of the fleet waiting. */
const MOST_BLOCKS = 20_000;

const blockCount = (files: readonly { readonly text: string }[]): number =>
  files.reduce((sum, { text }) => sum + text.split('{').length - 1, 0);

/**
 * nginx as it runs, else as its unit would start it, else as it is installed, with what it says of its configuration.
 * Source: `nginx -V`, `nginx -T`.
 */
export const nginx = defineCollector({
  fact: 'nginx',
  seconds: 20,
  maxBytes: 6 * 1024 * 1024,
  script: String.raw`${followWords}${viewWords}${testWords}${fileWords}
binary= title= config= prefix= given=
for pid in $program_pids; do
  line=
  IFS= read -r line <"/proc/$pid/cmdline"
  case $line in
  'nginx: master process '*)
    title=${'${line#nginx: master process }'}
    binary=$(readlink "/proc/$pid/exe")
    binary=${'${binary% (deleted)}'}
    [ -x "$binary" ] || binary=${'${title%% *}'}
    break
    ;;
  esac
done
if [ -z "$title" ]; then
  set --
  for name in 'nginx.service.d/*.conf' nginx.service openresty.service; do
    for folder in /etc /run /usr/local/lib /usr/lib /lib; do
      for file in "$folder"/systemd/system/$name; do
        if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; fi
      done
    done
  done
  if [ $# -gt 0 ]; then
    title=$(awk '/^ExecStart=[^ ]/ { sub(/^ExecStart=[-@:+!]*/, ""); print; exit }' "$@")
    binary=${'${title%% *}'}
    # What systemd would put in the place of a variable isn't known.
    case $title in *'$'*) title= ;; esac
    [ -x "$binary" ] || title=
  fi
fi
for place in "$binary" "$(command -v nginx)" "$(command -v openresty)" /usr/local/nginx/sbin/nginx \
  /usr/local/openresty/nginx/sbin/nginx /opt/nginx/sbin/nginx; do
  case $place in /*) if [ -x "$place" ]; then binary=$place && break; fi ;; esac
  binary=
done
[ -n "$binary" ] || absent 'no nginx binary and no nginx process on this host'
set -f
set -- $title
set +f
while [ $# -gt 1 ]; do
  case $1 in -c) config=$2 ;; -p) given=$2 ;; esac
  shift
done
version=$("$binary" -V 2>&1 | head -c 16384)
built() {
  case $version in
  *" --$1="*) built=${'${version#*" --$1="}'} built=${'${built%% *}'} ;;
  *) built=$2 ;;
  esac
  case $built in /* | stderr) ;; *) built=$prefix/$built ;; esac
}
built prefix /usr/local/nginx
prefix=${'${given:-$built}'} prefix=${'${prefix%/}'}
built conf-path conf/nginx.conf
config=${'${config:-$built}'}
case $config in /*) ;; *) config=$prefix/$config ;; esac
block binary "$binary"
block given "$given"
block prefix "$prefix"
block config "$config"
built error-log-path logs/error.log
block error-log "$built"
block version "$version"

follow ${shellQuote(directives)} "${'${config%/*}'}" "$config"
found=$files defaults= listed=
[ -z "$unread" ] || block unread "$unread"
show_left_out
for default in pid-path:logs/nginx.pid error-log-path:logs/error.log http-log-path:logs/access.log \
  http-client-body-temp-path:client_body_temp http-proxy-temp-path:proxy_temp \
  http-fastcgi-temp-path:fastcgi_temp http-uwsgi-temp-path:uwsgi_temp http-scgi-temp-path:scgi_temp; do
  built "${'${default%%:*}'}" "${'${default#*:}'}"
  [ "$built" = stderr ] || defaults=$defaults$built$nl
done
IFS=$nl
set -f
named=$writes writes=$defaults
for path in $named; do
  case $path in
  off | stderr | syslog:* | memory:*) ;;
  /*) writes=$writes$path$nl ;;
  *) writes=$writes$prefix/$path$nl ;;
  esac
done
set +f
unset IFS
reads=$files$near

# To list its files nginx would hold those in memory that are too large to be read here.
ask=-T
[ -z "$large" ] || ask=-t
set -- "$binary" "$ask" -c "$config"
[ -z "$given" ] || set -- "$binary" "$ask" -p "$given" -c "$config"
exec 5>&1
[ -n "$odd$strayed" ] || listed=$({ show_test "$@" >&5; } 3>&1 | awk '/^# configuration file \/.*:$/ && !seen[$0]++ && ++count <= ${MOST_FILES + 1} {
  print substr($0, 22, length($0) - 22)
}')
IFS=$nl
set -f
set -- $listed
[ $# -gt 0 ] || set -- $found
set +f
unset IFS
show_files "$@"
`,
  parse: ({ bytes }): Fact<NginxProgram> => {
    const blocks = blocksOf(bytes);
    const text = (name: string): string => blockText(blocks, name);
    const unread = leftOutOf(blocks);
    const said = notTested(unread) ?? testOf(text('test'));
    if (said === null) return unknown('nginx -T did not come to an end');
    if (text('unread') !== '') return unknown(`${text('unread')} is not readable: needs root`);
    const files = configFilesOf(blocks);
    if (typeof files === 'string') return unknown(`nginx: ${files}`);
    if (bytes.length > MOST_BLOCKS * 20 && blockCount(files) > MOST_BLOCKS) {
      return unknown(`nginx's configuration has more than ${MOST_BLOCKS} blocks`);
    }
    const prefix = text('given') === '' ? [] : ['-p', text('given')];
    return known({
      binary: text('binary'),
      version: /nginx version: [^/\s]*\/(\S+)|version: \S*?\/(\S+)/.exec(text('version'))?.[1] ?? '',
      prefix: text('prefix'),
      configPath: text('config'),
      errorLog: text('error-log').startsWith('/') ? text('error-log') : null,
      testCommand: [text('binary'), '-t', ...prefix, '-c', text('config')],
      test: said,
      files,
      built: builtOf(text('version'), text('prefix')),
      ...(unread.length === 0 ? {} : { unread }),
    });
  },
});

/** What `nginx -V` tells of its own user and folders; where it says nothing of them, what its source has. Source: auto/options. */
function builtOf(version: string, prefix: string): NonNullable<NginxProgram['built']> {
  const said = (name: string, usual: string): string =>
    new RegExp(` --${name}=(\\S+)`).exec(version)?.[1]?.replace(/^'(.*)'$/, '$1') ?? usual;
  const folders = ['client-body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) =>
    pathBelow(prefix.replace(/\/+$/, ''), said(`http-${name}-temp-path`, `${name.replace('-', '_')}_temp`)),
  );
  return { user: said('user', 'nobody'), tempFolders: folders };
}
