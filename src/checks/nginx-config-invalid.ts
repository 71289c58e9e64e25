import { isMasked } from '../facts/unit-refusals.ts';
import { defineCheck } from './define-check.ts';
import { isBroken } from './evidence/site-status.ts';
import { verdictOf } from './evidence/test-verdict.ts';
import { nginxMaster, nginxUnitOf } from './state/nginx-state.ts';
import { nginxStartFault } from './starts/nginx-start.ts';
import { unresolvedIn } from './state/unresolved-name.ts';

/** nginx's own test refuses its configuration: it can't start or reload. */
export const nginxConfigInvalid = defineCheck({
  cause: 'nginx-config-invalid',
  station: 'nginx',
  level: 'manual',
  severity: 'critical',
  title: 'nginx refuses its own configuration',
  reads: ['nginx', 'processes', 'sites'],
  consults: ['units', 'siteStatuses', 'ownerSearch', 'paths', 'unixListeners', 'tcpListeners'],
  run: (facts) => {
    const { nginx, processes, sites, units = [], siteStatuses = [] } = facts;
    if (nginx.test.passed || nginxStartFault({ ...facts, units }) !== null) return [];
    const running = nginxMaster(processes) !== undefined;
    const unit = nginxUnitOf(nginx, units, processes);
    const wanted = unit?.enabled === 'enabled' || sites.length > 0;
    if (!running && (!wanted || (unit !== undefined && isMasked(unit)))) return [];
    if (nginx.test.noVerdict !== undefined) {
      return [{ undecided: `${nginx.testCommand.join(' ')} ${nginx.test.noVerdict}` }];
    }
    const { message, where, evidence } = verdictOf(nginx.test, nginx.testCommand);
    const unresolved = unresolvedIn(nginx.test);
    const outcome = running ? 'it runs on with what it read before, and a reload would fail' : 'it can not start';
    return [
      {
        // Whatever breaks a site now, nothing of nginx can be repaired before this is.
        severity: running && !siteStatuses.some(isBroken) ? 'warning' : 'critical',
        subject: nginx.configPath,
        message: `nginx refuses its configuration, so ${outcome}: ${message}${where === null ? '' : ` (${where})`}`,
        evidence: [evidence],
        remedy: null,
        whyNoRemedy: `only who wrote ${where ?? 'the configuration'} knows what was meant; nothing of nginx is edited or reloaded before ${nginx.testCommand.join(' ')} passes`,
        sites: running ? [] : sites.map(({ id }) => id),
        because: unresolved === null ? [] : [`upstream-name-unresolved:${unresolved}`],
      },
    ];
  },
});
