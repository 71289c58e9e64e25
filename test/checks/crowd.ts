import type { LogLine } from '../../src/facts/log-line.ts';
import { type Draft, NOW, POOL_FILE, poolText, SOCKET, write } from './host.ts';

/** A line of PHP-FPM's log, as its parser reads it. */
export function fpmLine(message: string, at = NOW - 3): LogLine {
  const [, pool = null, child] = /^\[pool ([^\]]*)\] (?:child (\d+)\b)?/.exec(message) ?? [];
  return {
    program: 'php-fpm',
    source: '/var/log/php8.2-fpm.log',
    line: 12,
    at,
    level: 'WARNING',
    pid: child === undefined ? null : Number(child),
    pool,
    message,
    errno: null,
    upstream: null,
    server: null,
    request: null,
  };
}

/** A line of nginx's error log on a request of the site that every test host has. */
export const nginxLine = (message: string, at = NOW - 3, more: Partial<LogLine> = {}): LogLine => ({
  program: 'nginx',
  source: '/var/log/nginx/error.log',
  line: 812,
  at,
  level: 'error',
  pid: 701,
  pool: null,
  message,
  errno: Number(/\((\d+): /.exec(message)?.[1] ?? 0) || null,
  upstream: `fastcgi://unix:${SOCKET}:`,
  server: 'shop.example',
  request: 'GET /report.php?year=2026 HTTP/1.1',
  ...more,
});

/** The pool with these options, and so many requests at its socket. */
export function crowd(
  host: Draft,
  options: Readonly<Record<string, string>>,
  { taken, waiting }: { readonly taken: number; readonly waiting: number },
): void {
  write(host, POOL_FILE, poolText('www', { 'pm.max_children': '1', ...options }));
  host.room.connections = [{ at: SOCKET, taken, waiting }];
  for (const listener of host.unixListeners) listener.queued = waiting;
  host.room.workers = [{ pid: 801, pssKb: 20_480 }];
}
