/** Makes a shop that says that it is closed while PHP can't be reached, and whose application fails once it can: its repair is undone. */
export const closedShop = String.raw`
cd /etc/nginx && mkdir /srv/shop && echo '<?php basket();' >/srv/shop/index.php
echo 'fastcgi_pass unix:/run/php/php8.1-fpm.sock;' >snippets/pass.conf
sed -i 's#fastcgi_pass .*#include snippets/pass.conf;#' sites-available/default
cat >sites-enabled/shop <<'END'
server {
	listen 80;
	server_name shop.example;
	root /srv/shop;
	location / { rewrite ^ /index.php last; }
	location ~ \.php$ {
		include fastcgi.conf;
		include snippets/pass.conf;
		error_page 502 =200 @closed;
	}
	location @closed { return 200 closed; }
}
END
systemctl reload nginx`;
