import { readFileSync } from 'node:fs';
import { nginxConf } from './nginx-conf.mjs';

const reset = readFileSync(new URL('reset.sh', import.meta.url), 'utf8');
const uwsgiIsHttp = { uwsgi: 'http', scgi: 'scgi' };

/** The shell script that turns a prepared lab host into a drawn one, and lets its visitors come. */
export function hostScript(host) {
  const routes = host.sites.flatMap((site) => site.routes);
  const has = (behaviour, owner) =>
    routes.some((each) => each.behaviour === behaviour && (owner ?? each.owner) === each.owner);
  const visits = routes.flatMap(({ visits: times, site, url }) => Array(times).fill(`visit ${site} ${url}`));
  return `set -eu
${reset}
${routes.map(serve).join('\n')}
[ -n "$(ls /etc/php/8.2/fpm/pool.d)" ]
${write('/etc/nginx/conf.d/oracle.conf', nginxConf(host))}
systemctl start php8.2-fpm
[ -z "$(ls /opt/shop/pools)" ] || systemctl start shop-php
nginx -t -q
systemctl start nginx
${routes.map(spoil).join('\n')}
now=$(date +%s); until [ "$(date +%s)" -gt "$now" ]; do sleep 0.02; done
came=
visit() { curl -s -o /dev/null -m 8 -H "Host: $1" "http://127.0.0.1$2" & came="$came $!"; }
${visits.join('\n')}
for visitor in $came; do wait "$visitor" || :; done
${has('fpm-stopped', 'pool') ? 'systemctl stop php8.2-fpm' : ''}
${has('fpm-stopped', 'shop') ? 'systemctl stop shop-php' : ''}
${has('nginx-stopped') ? 'systemctl stop nginx' : ''}
`;
}

const write = (path, text) => `cat >${path} <<'ORACLE'\n${text}\nORACLE`;
const folderOf = (path) => path.replace(/\/[^/]*$/, '');

/** What stands behind a route, well or not. */
function serve(route) {
  const { owner, kind, site, path, token, id, behaviour } = route;
  const folder = `/srv/oracle/${site}${path}`;
  const make = route.address?.startsWith('/') ? `mkdir -p ${folderOf(route.address)}\n` : '';
  if (owner === 'pool' || owner === 'shop') return make + phpOf(route, folder);
  if (owner !== undefined) return make + programOf(route);
  if (behaviour === 'cycle') return '';
  const files = kind === 'alias' ? `/srv/oracle/alias${id}` : folder;
  if (kind !== 'static' && kind !== 'alias') return '';
  return `mkdir -p ${files}\n${write(`${files}/index.html`, token)}`;
}

function phpOf({ owner, address, id, kind, token, behaviour }, folder) {
  const script = {
    slow: 'sleep(20);',
    fatal: 'no_such_function();',
    segfault: 'posix_kill(posix_getpid(), 11); sleep(1);',
    'big-header': 'header("X-Big: " . str_repeat("x", 70000));',
    'bad-header': 'header("X bad name: 1");',
  }[behaviour];
  const file = `${folder}${kind === 'php' ? 'page' : 'index'}.php`;
  const [user, mode] = behaviour === 'denied' ? ['root', '0600'] : ['www-data', '0660'];
  const pool = `[o${id}]
user = www-data
group = www-data
listen = ${address}
listen.owner = ${user}
listen.group = ${user}
listen.mode = ${mode}
pm = ondemand
pm.max_children = 3
`;
  const folderOfPools = owner === 'pool' ? '/etc/php/8.2/fpm/pool.d' : '/opt/shop/pools';
  return [
    `mkdir -p ${folder}`,
    behaviour === 'script-gone' ? '' : write(file, `<?php ${script ?? ''} echo "${token}\\n";`),
    behaviour === 'script-denied' ? `chmod 600 ${file}` : '',
    write(
      `${folderOfPools}/o${id}.conf`,
      behaviour === 'pool-gone' ? pool.replace(address, `/run/oracle/${id}/other.sock`) : pool,
    ),
    behaviour === 'pool-gone' ? `mkdir -p /run/oracle/${id}` : '',
  ].join('\n');
}

function programOf({ owner, address, id, kind, token, behaviour }) {
  const listens = address.replace('127.0.0.1:', '');
  const protocol = uwsgiIsHttp[kind] ?? 'http';
  const env = (where) =>
    write(`/opt/oracle/${id}.env`, `ADDRESS=${where}\nPROTOCOL=${protocol}\nBEHAVIOUR=${behaviour}\nTOKEN=${token}`);
  if (owner === 'socket') {
    const unit = `[Socket]\nListenStream=${address}\nService=app@${id}.service`;
    return `${env('inherited')}\n${write(`/etc/systemd/system/app${id}.socket`, unit)}\nsystemctl daemon-reload\nsystemctl start app${id}.socket`;
  }
  const arrives = address.startsWith('/') ? `[ -S ${address} ]` : `[ -n "$(ss -Hltn "sport = :${listens}")" ]`;
  const wait = behaviour === 'failed-start' ? '' : `until ${arrives}; do sleep 0.01; done`;
  if (owner === 'unit') return `${env(listens)}\nsystemctl start app@${id}\n${wait}`;
  return `setsid perl /opt/oracle/serve.pl ${listens} ${protocol} ${behaviour} ${token} </dev/null >/dev/null 2>&1 &\n${wait}`;
}

/** What befalls a route once everything runs. */
function spoil({ owner, address, id, behaviour, kind, site, path }) {
  const stop =
    owner === 'unit' ? `systemctl stop app@${id}` : `pkill -f 'serve.pl ${address?.replace('127.0.0.1:', '')} '`;
  switch (behaviour) {
    case 'stopped':
      return `${stop}\nrm -f ${address.startsWith('/') ? address : '/run/oracle/none'}`;
    case 'killed':
      return owner === 'unit' ? `systemctl kill --signal=KILL app@${id}` : stop.replace('pkill', 'pkill -KILL');
    case 'folder-denied':
      return `chmod 700 ${folderOf(address)}`;
    case 'files-gone':
      return `rm -r /srv/oracle/${site}`;
    case 'files-denied':
      return `chmod 700 ${kind === 'alias' ? `/srv/oracle/alias${id}` : `/srv/oracle/${site}${path}`}`;
    default:
      return '';
  }
}
