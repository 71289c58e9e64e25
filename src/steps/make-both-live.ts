import type { ChangeDraft } from '../plan/change.ts';
import { draftFpmGate, draftNginxGate, draftService } from '../plan/drafts.ts';
import { nginxUnit } from '../plan/nginx-unit.ts';
import type { World } from '../plan/world.ts';
import type { StepOutcome } from './define-step.ts';
import { changes, refused } from './outcome.ts';

/** Edits of both programs' files, with both tests, then a restart of PHP-FPM (none where its unit is null) and a reload of nginx. */
export function makeBothLive(world: World, edits: readonly ChangeDraft[], fpmUnit: string | null): StepOutcome {
  const nginx = nginxUnit(world);
  if (nginx === null) return refused('no unit runs nginx, so systemd cannot reload it');
  const restart = fpmUnit === null ? null : draftService(world, fpmUnit, 'restart');
  const reload = draftService(world, nginx, 'reload');
  for (const drafted of [restart, reload]) if (drafted?.kind === 'impossible') return refused(drafted.why);
  return changes(
    ...edits,
    fpmUnit === null ? null : draftFpmGate(world, fpmUnit),
    draftNginxGate(world),
    ...[restart, reload].map((drafted) => (drafted?.kind === 'draft' ? drafted.change : null)),
  );
}
