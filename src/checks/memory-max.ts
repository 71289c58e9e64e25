import { defineCheck } from './define-check.ts';
import { memoryFindings } from './state/memory-findings.ts';

/** A unit of PHP-FPM's may have only so much memory, and the kernel killed what went beyond it. */
export const memoryMax = defineCheck({
  cause: 'memory-max',
  station: 'worker',
  level: 'approve',
  severity: 'critical',
  title: "The unit's own limit of memory (MemoryMax=) killed PHP-FPM workers",
  reads: ['fpm', 'units', 'links', 'pools', 'siteStatuses'],
  consults: ['room', 'memory', 'processes', 'logLines'],
  run: (facts) => memoryFindings('unit', facts),
});
