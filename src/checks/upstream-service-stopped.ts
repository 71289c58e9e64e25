import { defineCheck } from './define-check.ts';
import { stoppedPrograms } from './state/stopped-program.ts';
import { stoppedServices } from './state/stopped-service.ts';

/** A systemd unit that isn't PHP-FPM's, or a program that a supervisor keeps, owns the address that a route asks, and doesn't listen. */
export const upstreamServiceStopped = defineCheck({
  cause: 'upstream-service-stopped',
  station: 'address',
  level: 'approve',
  severity: 'critical',
  title: 'The service that a site hands requests on to is not running',
  reads: ['routes', 'owners', 'ownerSearch', 'siteStatuses'],
  consults: [
    'routeStatuses',
    'units',
    'paths',
    'logLines',
    'processes',
    'nginx',
    'fpm',
    'unixListeners',
    'tcpListeners',
  ],
  run: (facts) => [...stoppedServices('service', facts), ...stoppedPrograms(facts)],
});
