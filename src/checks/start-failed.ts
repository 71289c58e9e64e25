import { defineCheck } from './define-check.ts';
import { STARTS_BESIDE, STARTS_REST_ON } from './starts/failed-starts.ts';
import { startFindings } from './starts/start-findings.ts';

/** The last start of a service failed, and what it failed of is still so. */
export const startFailed = defineCheck({
  cause: 'start-failed',
  station: 'listener',
  level: 'manual',
  severity: 'critical',
  title: 'A service that sites need could not be started, and could not now',
  reads: STARTS_REST_ON,
  consults: STARTS_BESIDE,
  run: (facts) => startFindings('start-failed', facts),
});
