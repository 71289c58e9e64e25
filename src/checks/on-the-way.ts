/** The stations of a request's way from nginx to the script's answer; each fault of the way stands at one of them. */
type Station = 'nginx' | 'address' | 'listener' | 'folder' | 'door' | 'worker' | 'script';

const CAUSES: Readonly<Record<Station, readonly string[]>> = {
  nginx: ['nginx-config-invalid', 'nginx-stopped'],
  // What nginx's side alone decides.
  address: [
    'upstream-name-unresolved',
    'upstream-mismatch',
    'php-version-gone',
    'localhost-family',
    'wrong-protocol',
    'nginx-config-not-loaded',
    'proxy-upstream-down',
    'route-dead',
    'upstream-service-stopped',
    'apache-backend-down',
    'container-stopped',
  ],
  // Whether PHP-FPM listens as its files say.
  listener: [
    'fpm-masked',
    'fpm-log-dir-missing',
    'fpm-config-invalid',
    'socket-path-occupied',
    'listen-address-taken',
    'runtime-dir-missing',
    'stale-socket',
    'start-limit-hit',
    'fpm-stopped',
    'socket-gone',
    'fpm-config-not-loaded',
    'private-tmp',
  ],
  folder: ['socket-dir-denied'],
  door: [
    'socket-denied',
    'socket-acl-denied',
    'client-not-allowed',
    'selinux-denied',
    'apparmor-denied',
    'firewall-blocked',
  ],
  worker: ['fpm-hung', 'workers-exhausted', 'backlog-full', 'worker-oom-killed'],
  script: [
    'worker-crashed',
    'terminate-timeout',
    'upstream-timeout',
    'header-too-big',
    'php-fatal',
    'script-not-found',
    'extension-denied',
    'unexplained-errors',
    'app-error',
    'blank-answer',
    'source-served',
  ],
};

/** A start of PHP-FPM can't make nginx ask elsewhere, so a wrong address may show behind a dead listener too. */
const HIDES: Readonly<Record<Station, readonly Station[]>> = {
  nginx: ['address', 'listener', 'folder', 'door', 'worker', 'script'],
  address: ['listener', 'folder', 'door', 'worker', 'script'],
  listener: ['address', 'folder', 'door', 'worker', 'script'],
  folder: ['door', 'worker', 'script'],
  door: ['worker', 'script'],
  worker: ['script'],
  script: [],
};

const STATIONS: ReadonlyMap<string, Station> = new Map(
  (Object.keys(CAUSES) as Station[]).flatMap((station) => CAUSES[station].map((cause) => [cause, station] as const)),
);

/**
 * Whether a fault of one cause keeps requests from ever reaching a fault of the other, so that the other may have been
 * there all the time. False for what doesn't stand on a request's way at all.
 */
export function hides(cause: string, other: string): boolean {
  const [station, behind] = [STATIONS.get(cause), STATIONS.get(other)];
  return station !== undefined && behind !== undefined && HIDES[station].includes(behind);
}
