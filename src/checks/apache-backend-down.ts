import { defineCheck } from './define-check.ts';
import { stoppedServices } from './state/stopped-service.ts';

/** nginx hands requests on to an Apache on the same host, which doesn't listen there. */
export const apacheBackendDown = defineCheck({
  cause: 'apache-backend-down',
  station: 'address',
  level: 'approve',
  severity: 'critical',
  title: 'The Apache behind nginx is not running',
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
  run: (facts) => stoppedServices('apache', facts),
});
