import { draftFpmGate } from '../plan/drafts.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

/** Makes PHP-FPM's own verdict on its configuration a condition of the whole transaction. */
export const testFpm = defineStep({
  name: 'test_fpm',
  summary: 'php-fpm -t must pass, or everything is undone',
  arguments: { unit: 'the unit whose PHP-FPM is tested, e.g. php8.2-fpm.service; default: all' },
  plan: ({ world, with: given }) => {
    if (world.planned.length === 0) return unchanged('nothing was planned, so there is nothing to test');
    const unit = textArgument(given, 'unit');
    const programs = world.facts.fpm.state === 'known' ? world.facts.fpm.value : [];
    const units = programs.flatMap((program) => program.unit ?? []).filter((name) => unit === null || name === unit);
    if (units.length === 0) return refused(`there is no PHP-FPM to test${unit === null ? '' : ` for ${unit}`}`);
    return changes(...units.map((name) => draftFpmGate(world, name)));
  },
});
