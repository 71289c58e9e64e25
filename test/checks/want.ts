import { nginxLine } from './crowd.ts';
import { type Draft, NOW, POOL_FILE, poolText, SOCKET, write } from './host.ts';

/** nginx's main file with these directives outside of `http`. */
export const nginxConf = (host: Draft, directives: string): void =>
  write(host, '/etc/nginx/nginx.conf', `${directives}\nhttp { include /etc/nginx/sites-enabled/*; }\n`);

/** How many files a process may have open. */
export function mayOpen(host: Draft, pid: number, most: number): void {
  for (const each of host.limits.openFiles) if (each.pid === pid) each.most = most;
}

/** A file system without a free byte, on which these paths lie. */
export function full(host: Draft, at: string, paths: readonly string[]): void {
  host.limits.mounts.push({ at, paths: [...paths], totalKb: 64, freeKb: 0, inodes: 1000, freeInodes: 900 });
}

/** All of the ports that the kernel would connect from are taken. */
export function noPorts(host: Draft, taken = 100): void {
  host.limits.ports = { first: 47_000, last: 47_099, taken, waiting: taken };
}

/** A pool whose queue has this length, and nginx was turned away twice in a second. */
export function rush(
  host: Draft,
  { queued, backlog }: { readonly queued: number; readonly backlog: number },
  at = NOW - 3,
): void {
  write(host, POOL_FILE, poolText('www', { 'pm.max_children': '5', 'listen.backlog': String(backlog) }));
  for (const listener of host.unixListeners) Object.assign(listener, { queued, backlog });
  host.logLines.push(refusal(at), refusal(at));
}

/** nginx's line on a full queue. */
export const refusal = (at: number, socket = SOCKET) =>
  nginxLine(
    `connect() to unix:${socket} failed (11: Resource temporarily unavailable) while connecting to upstream`,
    at,
    { upstream: `fastcgi://unix:${socket}:` },
  );
