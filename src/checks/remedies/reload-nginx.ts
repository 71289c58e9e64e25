import type { ReadableFacts } from '../../facts/known-facts.ts';
import { refuses } from '../../facts/programs.ts';
import type { Unit } from '../../facts/system.ts';
import { whyRefused, whyUnreached } from '../../facts/unit-refusals.ts';
import { nginxUnitOf } from '../state/nginx-state.ts';

/** How nginx is made to read its files anew. */
export interface NginxReload {
  readonly unit: Unit | undefined;
  /** A reload that would not reach its master is a restart. */
  readonly state: 'reloaded' | 'restarted';
  /** Why a reload doesn't reach it; empty where it does. */
  readonly unreached: string;
  /** Why neither is possible; empty where one is. */
  readonly why: string;
}

/** Works out how the running nginx is reloaded. */
export function nginxReload({
  nginx,
  processes,
  units = [],
}: Pick<ReadableFacts, 'nginx' | 'processes'> & Partial<Pick<ReadableFacts, 'units'>>): NginxReload {
  const unit = nginxUnitOf(nginx, units, processes);
  const unreached = unit === undefined ? '' : whyUnreached(unit);
  const state = unreached === '' ? 'reloaded' : 'restarted';
  const why =
    (unit === undefined ? 'no systemd unit runs nginx; whoever started it by hand must reload it' : '') ||
    (unit !== undefined ? whyRefused(unit, state === 'reloaded' ? 'reload' : 'restart') : '') ||
    (refuses(nginx.test) ? `${nginx.testCommand.join(' ')} must pass first` : '') ||
    (unit !== undefined && unit.active !== 'active' && unit.active !== 'unknown'
      ? `${unit.name} is ${unit.active}: it isn't what runs, and can't be reloaded`
      : '');
  return { unit, state, unreached, why };
}
