/** nginx's configuration of a drawn host: one server for each site. */
export function nginxConf({ sites }) {
  return sites.map(({ name, routes }) => [...routes.map(outside), server(name, routes)].join('')).join('\n');
}

const server = (name, routes) => `server {
	listen 80;
	server_name ${name};
	root /srv/oracle/${name};
	access_log /var/log/nginx/access.log;
	proxy_read_timeout 3s; fastcgi_read_timeout 3s; uwsgi_read_timeout 3s; scgi_read_timeout 3s;
${routes.map(location).join('')}}
`;

/** What a route has beside its server. */
function outside({ kind, id, asks }) {
  if (kind === 'upstream') return `upstream app${id} { server ${server_(asks)}; }\n`;
  if (kind === 'map') {
    return `upstream blue${id} { server ${server_(asks)}; }\nmap $http_x_preview $live${id} { default blue${id}; }\n`;
  }
  return '';
}

const isPath = (address) => address.startsWith('/');
const server_ = (address) => (isPath(address) ? `unix:${address}` : address);
const http = (address) => `http://${isPath(address) ? `unix:${address}:` : address}`;

function location({ kind, id, path, asks, token, behaviour }) {
  const back = `	location @back${id} { proxy_pass ${http(asks ?? '')}; }\n`;
  const php = `include fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_pass ${server_(asks ?? '')};`;
  switch (kind) {
    case 'proxy':
      return `	location ${path} { proxy_pass ${http(asks)}; }\n`;
    case 'upstream':
      return `	location ${path} { proxy_pass http://app${id}; }\n`;
    case 'map':
      return `	location ${path} { proxy_pass http://$live${id}; }\n`;
    case 'uwsgi':
    case 'scgi':
      return `	location ${path} { include ${kind}_params; ${kind}_pass ${server_(asks)}; }\n`;
    case 'error-page':
      return `	location ${path} { root /srv/oracle/none; log_not_found off; error_page 403 404 = @back${id}; }\n${back}`;
    case 'fallback':
      return `	location ${path} { try_files $uri @back${id}; }\n${back}`;
    case 'php':
      return `	location ~ ^${path}.+\\.php$ { ${php} }\n`;
    case 'php-index':
      return `	location ${path} { try_files $uri ${path}index.php$is_args$args; }\n	location = ${path}index.php { ${php} }\n`;
    case 'static':
      return behaviour === 'cycle'
        ? `	location ${path} { try_files /nothing-here ${path}again; }\n`
        : `	location ${path} { }\n`;
    case 'alias':
      return `	location ${path} { alias /srv/oracle/alias${id}/; }\n`;
    case 'answer':
      return `	location ${path} { return 200 "${token}\\n"; }\n`;
    case 'redirect':
      return `	location ${path} { return 301 /elsewhere/; }\n`;
    case 'login':
      return `	location ${path} { auth_basic staging; auth_basic_user_file /etc/nginx/nobody; alias /srv/oracle/; }\n`;
    case 'refuse':
      return `	location ${path} { return 403; }\n`;
    default:
      throw new Error(`no kind of route is called ${kind}`);
  }
}
