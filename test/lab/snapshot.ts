const watched = [
  '/etc/nginx',
  '/etc/php',
  '/etc/php-fpm.conf',
  '/etc/php-fpm.d',
  '/run/php',
  '/run/php-fpm',
  '/usr/share/nginx/html',
  '/var/www',
];

/**
 * A sh script that prints a host's state, line by line, for a comparison byte for byte: each file's type, mode, owner,
 * link target, ACL and SHA-256, and the units' states. A pid file's content differs with each start and is left out.
 */
export function snapshotScript(alsoWatched: readonly string[] = []): string {
  const paths = [...watched, ...alsoWatched].join(' ');
  return `
    export LC_ALL=C
    find ${paths} -printf '%p %y %m %u:%g %l\\n' 2>/dev/null | sort
    find ${paths} -type f ! -name '*.pid' -exec sha256sum {} + 2>/dev/null | sort -k 2
    getfacl --recursive --physical --skip-base --absolute-names ${paths} 2>/dev/null
    for unit in nginx php8.2-fpm php-fpm; do
      systemctl show --property=Id,LoadState,ActiveState,UnitFileState "$unit"
    done
    true`;
}
