# shellcheck shell=sh
# Words that faults and layouts share. They run inside a host, before the fault's own lines.

if [ -e /etc/php-fpm.d/www.conf ]; then
  fpm=php-fpm site=/etc/nginx/conf.d/php-fpm.conf pool=/etc/php-fpm.d/www.conf socket=/run/php-fpm/www.sock
else
  # 7.4, 8.2 or 8.4, by Debian's release.
  for php in /usr/sbin/php-fpm*; do php=${php#*fpm}; done
  fpm=php$php-fpm site=/etc/nginx/sites-available/default pool=/etc/php/$php/fpm/pool.d/www.conf
  socket=/run/php/php$php-fpm.sock
fi

# until_true CMD…: asks again for up to 20 s; then the fault has failed.
until_true() {
  deadline=$(($(date +%s) + 20))
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt $deadline ] || {
      echo "$0: still not so: $*" >&2
      exit 1
    }
    sleep 0.05
  done
}

# fails CMD…: CMD must not succeed.
fails() {
  if "$@" >/dev/null 2>&1; then
    echo "$0: should have failed: $*" >&2
    exit 1
  fi
}

# answer [SITE [PATH]]: the status that a client gets, or "refused". $address is whom it asks, $asking has more words for curl.
address=127.0.0.1 asking=
answer() {
  # shellcheck disable=SC2086 # words, or none
  curl -s -o /dev/null -m 10 -w '%{http_code}' $asking -H "Host: ${1:-localhost}" "http://$address${2:-/}" && return
  [ $? != 7 ] || echo refused
}

sees() {
  case $(answer "${2:-}" "${3:-}") in
    *"$1") ;;
    *) false ;;
  esac
}

# client_sees ANSWER [SITE [PATH]]: waits until a client gets that answer.
client_sees() { until_true sees "$@"; }

# visit TIMES [SITE [PATH]]: as many clients ask, whatever they get.
visit() {
  for _ in $(seq "$1"); do answer "${2:-}" "${3:-}" >/dev/null || true; done
}

# The host's own address on its network: what a panel writes into "listen".
own_address() { hostname -I | cut -d ' ' -f 1; }

# add_php_site NAME FOLDER [PASS]: a site whose pages PHP makes in FOLDER, by the host's own pool or by the one at PASS.
add_php_site() {
  cat >"/etc/nginx/sites-available/$1" <<END
server {
	listen 80;
	server_name $1;
	root $2;
	index index.php;
	location / {
		try_files \$uri \$uri/ /index.php\$is_args\$args;
	}
	location ~ \\.php\$ {
		include snippets/fastcgi-php.conf;
		fastcgi_pass ${3:-unix:$socket};
	}
}
END
  ln -s "/etc/nginx/sites-available/$1" /etc/nginx/sites-enabled/
}

# A reload is over when the workers of the old configuration have left.
reload_nginx() {
  nginx -t 2>/dev/null
  old=$(pgrep --parent "$(cat /run/nginx.pid)" --delimiter ,)
  systemctl reload nginx
  until_true old_workers_are_gone
}

old_workers_are_gone() { ! ps -p "$old"; }

# For a file that must be seen to be younger than a process, by programs that count in seconds.
next_second() {
  now=$(date +%s)
  until_true later_than "$now"
}

later_than() { [ "$(date +%s)" -gt "$1" ]; }

# add_site NAME ANSWER: a second site in Debian's layout; ANSWER is the directive that answers its requests.
add_site() {
  cat >"/etc/nginx/sites-available/$1" <<END
server {
	listen 80;
	server_name $1;
	root /var/www/html;
	location / {
		include fastcgi_params;
		fastcgi_param SCRIPT_FILENAME \$document_root/index.php;
		$2
	}
}
END
  ln -s "/etc/nginx/sites-available/$1" /etc/nginx/sites-enabled/
}

# other_fpm BINARY CONFIG POOLS SOCKET UNIT [START]: PHP-FPM in other places than Debian's, which is gone: its program, its configuration,
# its folder of pools, a pool at SOCKET that the site asks, and a unit that runs START.
other_fpm() {
  systemctl disable --now --quiet "$fpm"
  mkdir -p "${1%/*}" "${2%/*}" "$3" "${4%/*}"
  mv "/usr/sbin/php-fpm$php" "$1"
  printf '[global]\nerror_log = /var/log/php-fpm.log\ninclude=%s/*.conf\n' "$3" >"$2"
  sed "s#^listen = .*#listen = $4#" "$pool" >"$3/www.conf"
  rm -r "/etc/php/$php/fpm/pool.d" "/etc/php/$php/fpm/php-fpm.conf" "/lib/systemd/system/$fpm.service" "/etc/init.d/$fpm"
  cat >"/etc/systemd/system/$5.service" <<UNIT
[Unit]
Description=The PHP FastCGI Process Manager

[Service]
Type=notify
NotifyAccess=all
ExecStart=${6:-$1 --nodaemonize --fpm-config $2}
ExecReload=/bin/kill -USR2 \$MAINPID

[Install]
WantedBy=multi-user.target
UNIT
  sed -i "s#unix:$socket;#unix:$4;#" "$site"
  systemctl daemon-reload
  systemctl enable --now --quiet "$5"
  reload_nginx
}
