import { changesNothing } from '../plan/change.ts';
import { describe } from '../plan/describe.ts';
import { planHost } from '../playbook/plan-host.ts';
import { type Block, BLOCKS } from '../playbook/playbook.ts';
import type { ReadSession } from '../transport/session.ts';
import { askFirst } from './ask-first.ts';
import { clean } from './clean.ts';
import type { AfterwardsView } from './host-report.ts';
import type { Look } from './look.ts';
import type { PlaybookIntent } from './playbook-intent.ts';

/** What a host's blocks would do, planned on what there is now and as if its steps had ended so. */
export async function previewBlocks(
  intent: PlaybookIntent,
  session: ReadSession,
  look: Look,
): Promise<readonly AfterwardsView[]> {
  const views: AfterwardsView[] = [];
  for (const block of BLOCKS) {
    const view = await previewBlock(intent, session, look, block);
    if (view !== null) views.push(clean(view));
  }
  return views;
}

async function previewBlock(
  intent: PlaybookIntent,
  session: ReadSession,
  look: Look,
  block: Block,
): Promise<AfterwardsView | null> {
  const { host } = session;
  const steps = intent.blocksFor?.(host, [block]) ?? [];
  if (steps.length === 0) return null;
  const evaluation = evaluationAfter(intent, host, block === 'on_failure' ? 'rolled-back' : 'changed');
  const asked = await askFirst(session, steps, look, evaluation);
  if (!asked.ok) return { block, changes: [], why: asked.error.message };
  const { changes, stopped } = planHost(steps, { host, ...asked.value }, intent.approved, evaluation);
  const summaries = changes.flatMap((change) => (changesNothing(change) ? [] : [describe(change)]));
  return { block, changes: summaries, why: stopped?.why ?? null };
}

/** What evaluates the expressions of a host's blocks, to which `outcome` is known. */
export function evaluationAfter({ evaluationFor }: PlaybookIntent, host: string, outcome: string) {
  const evaluation = evaluationFor?.(host) ?? null;
  return evaluation === null ? null : { ...evaluation, outcome };
}
