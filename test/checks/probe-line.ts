import type { LogLine } from '../../src/facts/log-line.ts';
import { NOW } from './host.ts';

/** What nginx wrote of a request, by default of the probe's own to the first site. */
export const probeLine = (message: string, more: Partial<LogLine> = {}): LogLine => ({
  program: 'nginx',
  source: '/var/log/nginx/error.log',
  line: 900,
  at: NOW + 1,
  level: 'error',
  pid: 701,
  pool: null,
  message,
  errno: null,
  upstream: 'fastcgi://unix:/run/php/php8.2-fpm.sock:',
  server: 'shop.example',
  request: 'GET /index.php HTTP/1.1',
  ...more,
});
