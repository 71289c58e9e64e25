import { defineCheck } from './define-check.ts';
import { memoryFindings } from './state/memory-findings.ts';

/** The kernel killed workers of PHP-FPM, because the host or the unit had no memory left. */
export const workerOomKilled = defineCheck({
  cause: 'worker-oom-killed',
  station: 'worker',
  level: 'approve',
  severity: 'critical',
  title: 'The kernel killed PHP-FPM workers for lack of memory',
  reads: ['fpm', 'units', 'links', 'pools', 'siteStatuses'],
  consults: ['room', 'memory', 'processes', 'logLines'],
  run: (facts) => memoryFindings('host', facts),
});
