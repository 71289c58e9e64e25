import { rootsOwnWords } from '../shell/roots-own.ts';
import { shellQuote } from '../../formats/shell-quote.ts';

/** What a script speaks of that starts a PHP-FPM. A regular expression of grep -E. */
const SPEAKS_OF_FPM = 'php[^ ]*fpm|--fpm-config';

/**
 * Exports `fpm_starters`: the scripts that start a PHP-FPM, each as `UNIT TAB SCRIPT`. Those are scripts in /etc/init.d for
 * which no package brings a unit, files of supervisors, and what a unit that somebody wrote on this host starts in the program's place. UNIT is
 * empty where systemd has made none of a script. They are read, never run; one that others than root can change isn't read.
 */
export const findFpmStarters = String.raw`${rootsOwnWords}
fpm_starters=
nl='
'
tab='	'
set --
for file in /etc/systemd/system/*.service /usr/local/lib/systemd/system/*.service; do
  if [ -f "$file" ] && [ ! -L "$file" ]; then set -- "$@" "$file"; fi
done
started=
[ $# -eq 0 ] || started=$(awk '
  FNR == 1 { unit = FILENAME; sub(/.*\//, "", unit) }
  /^ExecStart=/ {
    sub(/^ExecStart=[-@:+!|]*/, ""); gsub(/["\047]/, " ")
    words = split($0, word, " ")
    # What a shell or its like is given to run.
    last = word[1] ~ /\/(sh|dash|bash|env|nice|setpriv|chpst|flock)$/ ? 4 : 1
    for (i = 1; i <= words && i <= last; i++) if (word[i] ~ /^\// && word[i] !~ /%/) print unit "\t" word[i]
  }' "$@" | head -n 200)
set --
for file in /etc/supervisor/conf.d/* /etc/supervisord.d/* /etc/sv/*/run /etc/service/*/run /service/*/run /etc/services.d/*/run; do
  [ ! -f "$file" ] || set -- "$@" "$file"
done
for file in /etc/init.d/*; do
  case $file in *.dpkg-* | *.rpm*) continue ;; esac
  name=${'${file##*/}'}.service
  if [ -d /run/systemd/system ]; then
    if [ -e "/lib/systemd/system/$name" ] || [ -e "/usr/lib/systemd/system/$name" ] || [ -e "/etc/systemd/system/$name" ]; then continue; fi
  fi
  if [ -f "$file" ] && [ -x "$file" ]; then set -- "$@" "$file"; fi
done
IFS=$nl
set -f
for line in $started; do
  file=${'${line#*"$tab"}'}
  [ ! -f "$file" ] || set -- "$@" "$file"
done
[ $# -eq 0 ] || for file in $(bounded 3 grep -lsIE ${shellQuote(SPEAKS_OF_FPM)} "$@"); do
  roots_own "$file" || continue
  unit=
  case $file in
  /etc/init.d/*)
    name=${'${file##*/}'}.service
    [ ! -e "/run/systemd/generator.late/$name" ] || unit=$name
    ;;
  esac
  for line in $started; do
    case $line in *"$tab$file") unit=${'${line%%"$tab"*}'} ;; esac
  done
  fpm_starters=$fpm_starters$unit$tab$file$nl
done
set +f
unset IFS
export fpm_starters
`;

/**
 * Defines `programs_in SCRIPT`, which prints what a script says of the PHP-FPM that it starts, with its variables put in:
 * `binary PATH`, `config PATH`, `prefix PATH`, a line each. What a command would have to tell stays unknown.
 */
export const starterWords =
  String.raw`
programs_in() {
  head -c 65536 "$1" | awk '
    function put_in(text, out, name, other, start, size) {
      out = ""
      while (match(text, /\$(\{[A-Za-z_][A-Za-z_0-9]*(:?-[^}$]*)?\}|[A-Za-z_][A-Za-z_0-9]*)/) && length(out) < 1000) {
        start = RSTART; size = RLENGTH; other = "?"
        name = substr(text, start + 1, size - 1)
        gsub(/[{}]/, "", name)
        if (match(name, /:?-/)) { other = substr(name, RSTART + RLENGTH); name = substr(name, 1, RSTART - 1) }
        out = out substr(text, 1, start - 1) (name in value ? value[name] : other)
        text = substr(text, start + size)
      }
      return out text
    }
    NR > 600 { exit }
    /^[ \t]*#/ { next }
    {
      line = substr($0, 1, 1000)
      named = line
      sub(/^[ \t]*((export|local|readonly|declare)[ \t]+)*/, "", named)
      if (match(named, /^[A-Za-z_][A-Za-z_0-9]*=/)) {
        key = substr(named, 1, RLENGTH - 1); text = substr(named, RLENGTH + 1)
        sub(/[ \t]+#.*$/, "", text); sub(/[ \t;]+$/, "", text)
        if (text ~ /^".*"$/ || text ~ /^\047.*\047$/) text = substr(text, 2, length(text) - 2)
        if (text !~ /\$\(|` +
  '`' +
  String.raw`/) { text = put_in(text); value[key] = substr(text, 1, 400) }
        line = text
      }
      line = put_in(line)
      gsub(/["\047();&|]/, " ", line)
      words = split(line, word, /[ \t=]+/)
      for (i = 1; i <= words; i++) {
        if (word[i] !~ /^\/[^?*:]*$/) continue
        if (word[i] ~ /\/php[^\/]*fpm[^\/]*$/ && word[i] !~ /\.(conf|pid|sock|log|ini)$/) print "binary " word[i]
        else if (i > 1 && word[i - 1] ~ /^(-y|--fpm-config)$/) print "config " word[i]
        else if (word[i] ~ /fpm[^\/]*\.conf$/ && word[i] !~ /\/[^\/]+\.d\//) print "config " word[i]
        else if (i > 1 && word[i - 1] == "--prefix") print "prefix " word[i]
      }
    }' | awk '!seen[$0]++' | head -n 40
}
`;
