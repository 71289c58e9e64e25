import { refuses } from '../facts/programs.ts';
import { draftGate } from '../plan/drafts.ts';
import { textArgument } from './arguments.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

/**
 * Makes PHP-FPM's own verdict on its configuration a condition of the whole transaction. Of several, one that refused
 * its files beforehand can't judge what is done for the others; steps that need it sound ask by themselves.
 */
export const testFpm = defineStep({
  name: 'test_fpm',
  summary: 'php-fpm -t must pass, or everything is undone',
  arguments: {
    unit: { takes: 'text', about: 'the unit whose PHP-FPM is tested, e.g. php8.2-fpm.service; default: all' },
  },
  retriable: true,
  plan: ({ world, with: given }) => {
    if (world.planned.length === 0) return unchanged('nothing was planned, so there is nothing to test');
    const named = textArgument(given, 'unit');
    const programs = world.facts.fpm.state === 'known' ? world.facts.fpm.value : [];
    const meant = programs.filter(({ unit }) => named === null || unit === named);
    if (meant.length === 0) return refused(`there is no PHP-FPM to test${named === null ? '' : ` for ${named}`}`);
    const sound = meant.filter(({ test }) => named !== null || !refuses(test));
    return sound.length === 0 ? unchanged('PHP-FPM refused its files before') : changes(...sound.map(draftGate));
  },
});
