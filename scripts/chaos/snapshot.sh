#!/bin/sh
# What a host is, line by line, for a comparison byte for byte: each file's kind, mode, owner, link, names, ACL, content
# and time where Suture writes and around it, the units' states, and what a transaction could leave behind. Left out is
# what others write whenever a unit or a container starts; and a unit that has failed counts as one that is stopped, as
# nobody can make it fail once more.
export LC_ALL=C PATH=/usr/sbin:/usr/bin
trees='/etc /var/www /usr/share/nginx /root /home /run/php /var/spool'
others='/run/php/php-fpm.sock|/etc/alternatives/php-fpm.sock(.dpkg-tmp)?|[^ ]*\.pid|/etc/(hostname|hosts|resolv.conf)'
# shellcheck disable=SC2086 # a list of folders
{
  find $trees -printf 'is %p %y %m %u:%g %l\n' 2>/dev/null | sort
  # What www-data would have of root's, and where its programs would be root's.
  find /usr/lib/systemd /usr/local -printf 'is %p %y %m %u:%g %l\n' | sort
  find /etc -type f -printf 'time %p %T@\nnames %p %n\n' | sort
  find $trees -type f -exec sha256sum {} + 2>/dev/null | sed 's/^\([0-9a-f]*\)  \(.*\)/text \2 \1/' | sort
  getfacl --recursive --physical --skip-base --absolute-names $trees 2>/dev/null | sed 's/^./acl &/'
} | grep -vE "^(is|time|text|names) ($others) "
for unit in nginx php8.2-fpm; do
  systemctl show --property=Id,LoadState,ActiveState,UnitFileState "$unit" |
    sed "s/^./unit $unit &/; s/ActiveState=failed/ActiveState=inactive/"
done
find / -xdev -name '.suture-*' 2>/dev/null | sed 's/^/left behind /'
systemctl list-units --all --plain --no-legend 'suture-undo*' | sed 's/ .*//; s/^/left behind /'
curl -s -o /dev/null -m 5 -w 'answers %{http_code}\n' http://127.0.0.1/
exit 0
