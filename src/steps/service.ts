import type { ServiceVerb } from '../plan/change.ts';
import { draftFpmGate, draftNginxGate, draftService } from '../plan/drafts.ts';
import { isNginx } from '../plan/nginx-unit.ts';
import { unitIn, type World } from '../plan/world.ts';
import { textArgument } from './arguments.ts';
import { defineStep, type StepOutcome } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

const VERBS: Readonly<Record<string, ServiceVerb>> = {
  started: 'start',
  restarted: 'restart',
  reloaded: 'reload',
  enabled: 'enable',
};

/** Brings a unit to a state, after its program has found its own configuration sound. */
export const service = defineStep({
  name: 'service',
  summary: 'start, restart, reload or enable a unit',
  arguments: {
    unit: 'the unit, e.g. php8.2-fpm.service; default: the one that the finding names',
    state: `what it should be: ${Object.keys(VERBS).join(', ')}`,
  },
  plan: ({ world, with: given }) => {
    const unit = textArgument(given, 'unit');
    const state = textArgument(given, 'state') ?? '';
    const verb = VERBS[state];
    if (unit === null) return refused('no unit was named, and no finding names one');
    if (verb === undefined) return refused(`state must be one of ${Object.keys(VERBS).join(', ')}`);
    return planVerb(world, unit, verb);
  },
});

/** Plans what systemd is asked for, with the program's test of its configuration before it. */
export function planVerb(world: World, name: string, verb: ServiceVerb): StepOutcome {
  const unit = unitIn(world, name);
  if (verb === 'enable' && unit?.enabled === 'enabled') return unchanged(`${name} is enabled`);
  if (verb === 'start' && unit?.active === 'active') return unchanged(`${name} is active`);
  if (verb === 'start' && isStarted(world, name)) return unchanged(`an earlier step starts ${name}`);
  if (verb === 'reload' && unit?.active !== 'active') return refused(`${name} isn't active, so it can't be reloaded`);
  const action = draftService(world, name, verb);
  if (action.kind !== 'draft') return refused(action.kind === 'impossible' ? action.why : `${name} needs nothing`);
  return changes(...resetBefore(world, name, verb), gateOf(world, name), action.change);
}

const isStarted = ({ planned }: World, name: string): boolean =>
  planned.some((change) => change.kind === 'service' && change.unit === name && change.verb !== 'enable');

function resetBefore(world: World, name: string, verb: ServiceVerb): readonly ReturnType<typeof resetDraft>[] {
  const wanted = verb === 'start' || verb === 'restart';
  return wanted && unitIn(world, name)?.result === 'start-limit-hit' ? [resetDraft(world, name)] : [];
}

function resetDraft(world: World, name: string) {
  const reset = draftService(world, name, 'reset-failed');
  return reset.kind === 'draft' ? reset.change : null;
}

function gateOf(world: World, name: string) {
  return draftFpmGate(world, name) ?? (isNginx(name) ? draftNginxGate(world) : null);
}
