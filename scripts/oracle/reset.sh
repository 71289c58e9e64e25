# Takes away what the host before this one had.
systemctl stop 'app@*.service' 'app*.socket' shop-php nginx php8.2-fpm 2>/dev/null || :
while pkill -KILL -f ' /opt/oracle/serve.pl '; do :; done
systemctl unmask --quiet php8.2-fpm 2>/dev/null || :
systemctl reset-failed
rm -rf /etc/nginx/conf.d/oracle.conf /etc/php/8.2/fpm/pool.d/o*.conf /opt/shop/pools/* /opt/shop/run/* /srv/oracle /run/oracle \
  /opt/oracle/*.env /etc/systemd/system/app*.socket
for log in /var/log/nginx/*.log /var/log/php8.2-fpm.log; do : >"$log"; done
mkdir -p /run/oracle /srv/oracle
