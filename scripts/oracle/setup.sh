#!/bin/sh
# Prepares a lab host for drawn configurations: a unit for programs of any kind, and a second PHP-FPM with a unit of its own.
set -eu
mkdir -p /opt/oracle /opt/shop/sbin /opt/shop/pools /opt/shop/run
cat >/opt/oracle/serve.pl
cat >/etc/systemd/system/app@.service <<'UNIT'
[Unit]
Description=application %i
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/opt/oracle/%i.env
ExecStart=/usr/bin/perl /opt/oracle/serve.pl $ADDRESS $PROTOCOL $BEHAVIOUR $TOKEN
UNIT
cp /usr/sbin/php-fpm8.2 /opt/shop/sbin/php-fpm
printf '[global]\npid = /opt/shop/run/php-fpm.pid\nerror_log = /opt/shop/run/php-fpm.log\ninclude=/opt/shop/pools/*.conf\n' >/opt/shop/php-fpm.conf
cat >/etc/systemd/system/shop-php.service <<'UNIT'
[Unit]
Description=PHP of the shop

[Service]
Type=notify
ExecStart=/opt/shop/sbin/php-fpm --nodaemonize --fpm-config /opt/shop/php-fpm.conf
ExecReload=/bin/kill -USR2 $MAINPID

[Install]
WantedBy=multi-user.target
UNIT
rm -f /etc/nginx/sites-enabled/*
: >/etc/nginx/nobody
systemctl daemon-reload
systemctl enable --quiet shop-php
