import type { Unit } from '../../facts/system.ts';
import type { Remedy } from '../finding.ts';
import { type RemedyLevel, remedy } from './remedy.ts';

/** Asks systemd to bring a unit to a state, after its program's own configuration test. */
export interface Service {
  readonly unit: string;
  readonly state: 'started' | 'restarted' | 'reloaded' | 'enabled';
}

const verbs = { started: 'start', restarted: 'restart', reloaded: 'reload', enabled: 'enable' } as const;

/** The remedy `service`. */
export const service = (args: Service, level: RemedyLevel = 'guarded'): Remedy =>
  remedy('service', level, `${verbs[args.state]} ${args.unit}`, { ...args });

/** The remedy `service` for a unit whose program is gone; what systemd takes for started has to be restarted. */
export const startAgain = (name: string, unit: Unit | undefined): Remedy =>
  service({ unit: name, state: unit?.active === 'active' ? 'restarted' : 'started' });

/** The remedy `service` for a unit that systemd won't start any more: it forgets the failed starts, and tries once. */
export const startOnceMore = (unit: string): Remedy =>
  remedy('service', 'guarded', `systemctl reset-failed ${unit}; start ${unit} once`, { unit, state: 'started' });
