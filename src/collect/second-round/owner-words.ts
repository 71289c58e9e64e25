import { UNIT_FOLDERS } from '../shell/unit-words.ts';
import { keeperWords } from './owner-keepers.ts';

/**
 * Defines what `ownerSearch` asks by: `show_holders PID…`, and `search NEEDLES JOURNAL`, regular expressions of grep -E. All
 * files of a kind are read by one grep; nothing is started to be asked.
 */
export const ownerWords = String.raw`${keeperWords}
names=
add() {
  case $1 in '' | *@.service | *@.socket) return ;; esac
  case "$names " in *" $1 "*) ;; *) names="$names $1" ;; esac
}
show_holders() {
  files= stats= groups= apache=
  for pid do
    files="$files /proc/$pid/status" stats="$stats /proc/$pid/stat" groups="$groups /proc/$pid/cgroup"
    command=$(tr '\000\n' '  ' <"/proc/$pid/cmdline" | head -c 300)
    case $command in */apache2\ * | */httpd\ *) apache=yes ;; esac
    block command "$pid $command"
  done
  # An Apache behind nginx may ask PHP-FPM itself.
  [ -z "$apache" ] || block apache "$(grep -HnsIE -e 'fcgi://' /etc/apache2/*.conf /etc/apache2/*-enabled/* /etc/httpd/conf/*.conf \
    /etc/httpd/conf.d/*.conf | cut -c 1-400 | head -n 50)"
  block status "$(grep -HE '^(PPid|Uid):' $files)"
  block stat "$(grep -H . $stats)"
  groups=$(grep -H . $groups)
  block cgroup "$groups"
  for name in $(printf '%s\n' "$groups" | awk -F/ '!/\/user@/ { for (i = NF; i > 0; i--) if ($i ~ /\.service$/) { print $i; break } }'); do
    add "$name"
  done
  block users "$(cut -d : -f 1,3 /etc/passwd)"
}
readable() {
  kind=$1
  shift
  found=
  for file do
    if [ -f "$file" ]; then
      if [ -r "$file" ]; then found=yes; else unread="$unread$kind ($file)$nl"; fi
    fi
  done
  if [ -n "$found" ]; then searched=$searched$kind$nl; fi
}
# What a unit of this host's own reads: its program's arguments, its environment, and what frameworks keep in its folder.
references() {
  instances=$(for link in /etc/systemd/system/*.wants/*@?*.service /etc/systemd/system/*.requires/*@?*.service; do
    if [ -L "$link" ]; then printf '%s ' "${'${link##*/}'}"; fi
  done)
  set --
  for file in /etc/systemd/system/*.service /etc/systemd/system/*.service.d/*.conf /usr/local/lib/systemd/system/*.service; do
    if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; fi
  done
  [ $# -gt 0 ] || return
  awk -v instances="$instances" '
    function note(path, unit) {
      sub(/^[-!+:]+/, "", path)
      if (path ~ /^\/[^"]*$/ && path !~ /^\/(usr|bin|sbin|lib|dev|proc|sys)\// && count++ < 400) print unit "\t" path
    }
    function take(path, unit, name, stem) {
      name = unit; sub(/\.service$/, "", name)
      stem = name; sub(/^[^@]*@?/, "", stem)
      gsub(/%[iI]/, stem, path); gsub(/%[nN]/, name, path); sub(/@.*/, "", name); gsub(/%[pP]/, name, path)
      note(path, unit)
    }
    function each(path, many, list, i) {
      if (unit !~ /@\.service$/) { take(path, unit); return }
      many = split(instances, list, " ")
      for (i = 1; i <= many; i++) if (index(list[i], substr(unit, 1, length(unit) - 8)) == 1) take(path, list[i])
    }
    function beside(words, many, list, i) {
      many = split(words, list, " ")
      for (i = 1; i <= many; i++) each(folder "/" list[i])
    }
    FNR == 1 { folder = started = ""; unit = FILENAME; sub(/\.d\/[^\/]*$/, "", unit); sub(/.*\//, "", unit) }
    /^EnvironmentFile=/ { value = $0; sub(/^[^=]*=/, "", value); each(value) }
    /^WorkingDirectory=/ {
      folder = $0; sub(/^[^=]*=-?/, "", folder); sub(/\/$/, "", folder)
      if (folder !~ /^\//) folder = ""
      else {
        beside(".env gunicorn.conf.py gunicorn_config.py config.py uwsgi.ini config/puma.rb config/unicorn.rb ecosystem.config.js package.json Procfile")
        # What programs of node and Python have their port in.
        beside("server.js app.js index.js main.js src/index.js src/server.js main.py app.py manage.py")
        beside(started)
      }
    }
    /^ExecStart=/ {
      words = split($0, word, /[ \t=]+/)
      for (i = 2; i <= words; i++) {
        each(word[i])
        if (i > 2 && word[i] ~ /^[A-Za-z0-9_.][A-Za-z0-9_.\/-]*\.[a-z]+$/ && word[i] !~ /\.\./) {
          if (folder == "") started = started " " word[i]; else beside(word[i])
        }
      }
    }' "$@"
}
search() {
  searched= unread=
  references=$(references)
  block references "$references"
  set -f
  IFS=$nl
  set -- "$1" "$2" $(printf '%s\n' "$references" | cut -f 2 | sort -u)
  set +f
  unset IFS
  needles=$1 journal=$2
  shift 2
  readable 'what they read' "$@"
  for folder in ${UNIT_FOLDERS}; do
    case $folder in /lib/*) [ ! -L /lib ] || continue ;; esac
    set -- "$@" "$folder"/*.service "$folder"/*.socket "$folder"/*.service.d/*.conf "$folder"/*.socket.d/*.conf
  done
  [ ! -d /run/systemd/system ] || searched="systemd's units$nl$searched"
  starters=
  for file in /etc/init.d/* /etc/rc.d/init.d/* /etc/rc.local /etc/conf.d/* /etc/supervisor/*.conf /etc/supervisor/conf.d/* \
    /etc/supervisord.conf /etc/supervisord.d/* /etc/supervisor.d/* /etc/sv/*/run /etc/service/*/run /service/*/run /var/service/*/run \
    /etc/services.d/*/run /etc/s6-overlay/s6-rc.d/*/run /etc/s6/*/run /etc/monit/conf.d/* /etc/cron.d/* /etc/crontab \
    /var/spool/cron/* /var/spool/cron/crontabs/*; do
    [ ! -f "$file" ] || starters=$starters$file$nl
  done
  IFS=$nl
  set -f
  set -- "$@" $starters
  readable 'init scripts, supervisors and cron' $starters
  [ -z "$starters" ] || block starters "$(grep -lsIE 'php[^ ]*fpm' $starters)"
  set +f
  unset IFS
  for file in /etc/default/* /etc/sysconfig/* /etc/environment /etc/uwsgi/*.ini /etc/uwsgi/*/* /etc/uwsgi.d/* /etc/gunicorn.d/* \
    /etc/apache2/ports.conf /etc/apache2/sites-enabled/* /etc/apache2/conf-enabled/* /etc/httpd/conf/*.conf /etc/httpd/conf.d/*.conf \
    /etc/haproxy/*.cfg /etc/varnish/* /etc/tomcat*/server.xml /opt/tomcat*/conf/server.xml /etc/memcached.conf /etc/redis/*.conf \
    /root/.pm2/dump.pm2 /home/*/.pm2/dump.pm2 /etc/containers/systemd/*; do
    [ ! -f "$file" ] || set -- "$@" "$file"
  done
  searched="$searched/etc/default, /etc/sysconfig, uwsgi, gunicorn, Apache, HAProxy, pm2$nl"
  composed=$(bounded find /opt /srv /root /home /var/www /usr/local -xdev -maxdepth 3 -type f \( -name 'docker-compose*.y*ml' -o \
    -name 'compose*.y*ml' -o -name 'uwsgi*.ini' -o -name 'gunicorn*.py' -o -name 'ecosystem.config.*js' -o -name .env \) | head -n 200)
  IFS=$nl
  set -f
  set -- "$@" $composed
  set +f
  unset IFS
  searched="$searched/opt, /srv, /home, /var/www, three folders deep, for compose files and what frameworks are set up by$nl"
  mentions=$(grep -HnsIE -m 5 -e "$needles" "$@" | cut -c 1-400 | head -n 200)
  block mentions "$mentions"
  show_supervised $(printf '%s\n' "$mentions" | cut -d : -f 1 | sort -u | grep -E '^/etc/supervisor|/run$' | head -n 20)
  for name in $(printf '%s\n%s\n' "$references" "$mentions" | awk '
    /^[^:\t]+\t/ { split($0, pair, "\t"); of[pair[2]] = of[pair[2]] " " pair[1]; next }
    {
      file = $0; sub(/:.*/, "", file)
      unit = file; sub(/\.d\/[^\/]*$/, "", unit); sub(/.*\//, "", unit)
      if (file ~ /\/systemd\// && unit ~ /@?\.(service|socket)$/ && unit !~ /@\./) print unit
      if (file ~ /\/systemd\// && unit ~ /\.socket$/) { sub(/socket$/, "service", unit); print unit }
      if (file in of) print of[file]
      if (match(file, /^\/etc\/(apache2|httpd|haproxy|varnish|uwsgi|redis|supervisor|supervisord)[\/.]/)) {
        program = substr(file, 6); sub(/[\/.].*/, "", program); print program ".service"
      }
    }' | tr ' ' '\n' | sort -u | head -n 60); do
    add "$name"
  done
  set --
  for file in /etc/php*/*/*/* /etc/php*/*/*/*/* /etc/php*/php-fpm.d/* /etc/php*/*.d/* /etc/php-fpm* /etc/php-fpm.d/*/* /etc/opt/*/*/php-fpm.d/* \
    /opt/*/*/root/etc/php-fpm.d/* /opt/*/php*/etc/php-fpm.d/* /opt/*/php/*/etc/php-fpm.d/* /opt/php*/etc/php-fpm.d/* \
    /usr/local/etc/php-fpm.d/* /usr/local/php*/etc/php-fpm.d/* /usr/local/php*/etc/php-fpm* /www/server/php/*/etc/php-fpm* \
    /www/server/php/*/etc/php-fpm.d/*; do
    case $file in *.ini | *.so) continue ;; esac
    [ ! -f "$file" ] || set -- "$@" "$file"
  done
  if [ $# -gt 0 ]; then
    searched="$searched""pool files of every PHP that is or was here$nl"
    readable 'pool files' "$@"
    block pools "$(grep -HnsIE '^[[:space:]]*(\[[^]]+\]|(listen|user)[[:space:]]*=)' "$@" | cut -c 1-400 | head -n 2000)"
  fi
  # A unit of this host's own that failed may be what belongs there, though it doesn't say so.
  if [ -d /run/systemd/system ]; then
    for name in $(bounded systemctl list-units --failed --type=service --plain --no-legend --no-pager | awk '{ print $1 }' | head -n 10); do
      if [ -f "/etc/systemd/system/$name" ] || [ -f "/usr/local/lib/systemd/system/$name" ]; then add "$name"; fi
    done
  fi
  show_engines
  if command -v journalctl >/dev/null && { [ -d /run/log/journal ] || [ -d /var/log/journal ]; }; then
    searched="$searched""the journal of the last seven days$nl"
    [ "$user_id" = 0 ] || unread="$unread""the journal$nl"
    block remembered "$(bounded journalctl -q --no-pager -o short-unix --since=-7d -n 40 -g "$journal" | cut -c 1-400)"
  fi
  block searched "$searched"
  block unread "$unread"
}
bounded() { "$@"; }
if timeout -k 1 1 true; then bounded() { timeout -k 1 3 "$@"; }; fi
show_owner_units() {
  command -v systemctl >/dev/null || return 0
  [ -d /run/systemd/system ] || return 0
  [ -n "$names" ] || return 0
  set -f
  shown=$(show_units $names)
  block units "$shown"
  # Whoever runs has nothing to explain.
  for name in $(printf '%s\n' "$shown" | awk -v RS= '
    !/(^|\n)ActiveState=active(\n|$)/ && match($0, /(^|\n)Id=[^\n]*/) { id = substr($0, RSTART, RLENGTH); sub(/^\n?Id=/, "", id); print id }' |
    head -n 6); do
    said=$(bounded journalctl -q --no-pager -o short-unix -n 40 -u "$name" | cut -c 1-400)
    block unit "$name"
    block said "$said"
    show_needs "$name"
  done
}
`;
