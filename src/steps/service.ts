import type { ChangeDraft, ServiceVerb } from '../plan/change.ts';
import { draftFpmGate, draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
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
    unit: { takes: 'text', about: 'the unit: php8.2-fpm.service', required: 'without-cause' },
    state: { takes: 'word', words: Object.keys(VERBS), about: 'what it should be', required: 'without-cause' },
  },
  plan: ({ world, with: given }) => {
    const unit = textArgument(given, 'unit');
    const state = textArgument(given, 'state') ?? '';
    const verb = Object.hasOwn(VERBS, state) ? VERBS[state] : undefined;
    if (unit === null) return refused('no unit was named, and no finding names one');
    if (verb === undefined) return refused(`state must be one of ${Object.keys(VERBS).join(', ')}`);
    return planVerb(world, unit, verb);
  },
});

/**
 * Plans what systemd is asked for, with the program's test of its configuration before it. What an earlier step has
 * asked for is planned again, so that both findings are answered; the plan's order makes one of the two.
 */
export function planVerb(world: World, name: string, asked: ServiceVerb): StepOutcome {
  const unit = unitIn(world, name);
  const verb = asked === 'start' && isHollow(world, name) ? 'restart' : asked;
  if (verb === 'enable' && unit?.enabled === 'enabled') return unchanged(`${name} is enabled`);
  if (verb === 'start' && unit?.active === 'active') return unchanged(`${name} is active`);
  const action = draftService(world, name, verb);
  if (action.kind !== 'draft') return refused(action.kind === 'impossible' ? action.why : `${name} needs nothing`);
  if (verb === 'reload' && unit?.active !== 'active') return refused(`${name} isn't active, so it can't be reloaded`);
  return changes(resetBefore(world, name, verb), verb === 'enable' ? null : gateOf(world, name), action.change);
}

/**
 * Whether a unit stands as started though its PHP-FPM is gone, as one that an init script starts does: systemd would not start
 * it again.
 */
function isHollow(world: World, name: string): boolean {
  const unit = unitIn(world, name);
  const { fpm } = world.facts;
  return (
    unit?.active === 'active' &&
    unit.sub === 'exited' &&
    fpm.state === 'known' &&
    fpm.value.some((program) => program.unit === name && program.masterPid === null)
  );
}

/** systemd starts no unit that has failed too often of late, before that is forgotten; of which the result says nothing. */
function resetBefore(world: World, name: string, verb: ServiceVerb): ChangeDraft | null {
  const starts = verb === 'start' || verb === 'restart';
  if (!starts || unitIn(world, name)?.active !== 'failed') return null;
  const reset = draftService(world, name, 'reset-failed');
  return reset.kind === 'draft' ? reset.change : null;
}

const gateOf = (world: World, name: string): ChangeDraft | null =>
  draftFpmGate(world, name) ?? (name === nginxUnit(world) ? draftNginxGate(world) : null);
