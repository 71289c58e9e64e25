import { BLOCKS } from '../playbook/playbook.ts';
import { planHost } from '../playbook/plan-host.ts';
import { clean } from './clean.ts';
import type { AfterwardsView } from './host-report.ts';
import type { Look } from './look.ts';
import type { PlaybookIntent } from './playbook-intent.ts';

/** What a host's blocks would do, planned on what there is now and as if the steps had ended so. */
export function previewBlocks(intent: PlaybookIntent, host: string, look: Look): readonly AfterwardsView[] {
  return BLOCKS.flatMap((block) => {
    const steps = intent.blocksFor?.(host, [block]) ?? [];
    if (steps.length === 0) return [];
    const evaluation = evaluationAfter(intent, host, block === 'on_failure' ? 'rolled-back' : 'changed');
    const { changes, stopped } = planHost(steps, { host, ...look }, intent.approved, evaluation);
    return [
      clean({
        block,
        changes: changes.flatMap(({ kind, summary }) => (kind === 'gate' ? [] : [summary])),
        why: stopped?.why ?? null,
      }),
    ];
  });
}

/** What evaluates the expressions of a host's blocks, to which `outcome` is known. */
export function evaluationAfter({ evaluationFor }: PlaybookIntent, host: string, outcome: string) {
  const evaluation = evaluationFor?.(host) ?? null;
  return evaluation === null ? null : { ...evaluation, outcome };
}
