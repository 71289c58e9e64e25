import { planHost } from '../../../src/playbook/plan-host.ts';
import { holdPlan } from '../../../src/run/held-plan.ts';
import { judge } from '../../../src/run/look.ts';
import type { SavedPlan } from '../../../src/run/saved-plan/saved-plan.ts';
import { type Draft, hostFacts } from '../../checks/host.ts';
import { fix502 } from '../../playbook/play.ts';

/** The plan for a fleet of hosts that were broken so. */
export function savedPlan(broken: Readonly<Record<string, (host: Draft) => void>>): SavedPlan {
  return {
    run: '20261121T074512Z-k3f9',
    by: 'ops@desk',
    version: '0.1.0',
    playbook: 'playbooks/fix-502.yml',
    madeAt: '2026-11-21T07:45:12.000Z',
    expiresAt: '2026-11-22T07:45:12.000Z',
    plays: [
      {
        hosts: Object.keys(broken),
        serial: [
          { kind: 'count', count: 1 },
          { kind: 'percent', percent: 50 },
        ],
        maxFailPercentage: 10,
        throttle: null,
        confirmWithin: 300,
        become: true,
      },
    ],
    hosts: Object.entries(broken).map(([host, change]) => {
      const look = judge(hostFacts(change));
      const { facts, diagnosis } = look;
      return holdPlan(
        planHost(fix502(), { host, facts, diagnosis }, () => true),
        look,
      );
    }),
  };
}
