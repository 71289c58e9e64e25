import { sha256 } from '../../apply/transaction/targets.ts';
import type { HostPlan } from '../../plan/plan.ts';

/**
 * Why a plan's diffs would show people something else than what happens: a text that is said to stand in a file must be the
 * one whose hash the host is compared with, or what an earlier change of the plan has written. Null where they show the truth.
 */
export function misshown({ changes }: HostPlan): string | null {
  const written = new Map<string, string>();
  for (const change of changes) {
    if (change.kind !== 'write-file' && change.kind !== 'remove-file') continue;
    const { id, path, before, expect } = change;
    const earlier = written.get(path);
    const isTrue = earlier === undefined ? before === null || sha256(before) === expect.sha256 : before === earlier;
    if (!isTrue) return `${id}: \`before\` is not the text of the file that the plan expects`;
    if (change.kind === 'write-file') written.set(path, change.after);
  }
  return null;
}
