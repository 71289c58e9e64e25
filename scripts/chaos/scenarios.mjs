const site = { path: '/etc/nginx/sites-available/default', remark: '# by somebody' };
const pool = { path: '/etc/php/8.2/fpm/pool.d/www.conf', remark: '; by somebody' };

/**
 * The faults of the lab that a round begins with, so that every kind of change has its turn: `commands` is about as many
 * as one run of the gated ones has on the host, `lines` as its journal has, and `edits` the file that it edits, with a line by which somebody's own edit of it is known.
 */
export const scenarios = [
  { name: 'upstream-mismatch', commands: 81, lines: 14, edits: site, outlivesBoot: true },
  { name: 'client-not-allowed', commands: 81, lines: 14, edits: pool, outlivesBoot: true },
  { name: 'socket-denied', commands: 81, lines: 14, edits: pool, outlivesBoot: true },
  { name: 'stale-socket', commands: 72, lines: 16, edits: null, outlivesBoot: false },
  { name: 'runtime-dir-missing', commands: 71, lines: 16, edits: null, outlivesBoot: false },
  { name: 'socket-dir-denied', commands: 62, lines: 12, edits: null, outlivesBoot: false },
  { name: 'fpm-stopped', commands: 56, lines: 11, edits: null, outlivesBoot: false },
];
