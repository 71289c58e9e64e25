import { err, ok, type Result } from '../base/result.ts';
import type { Mistake } from '../base/user-error.ts';
import { didYouMean } from '../formats/nearest-word.ts';
import type { Inventory } from './inventory.ts';

/** The tree of groups and hosts below a group as `ansible-inventory --graph` prints it, without a line end. */
export function inventoryGraph({ groups }: Inventory, top = 'all'): Result<string, Mistake> {
  const line = (text: string, depth: number): string => (depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`);
  function draw(name: string, depth: number): readonly string[] {
    const group = groups.get(name);
    const kids = (group?.children ?? []).flatMap((child) => draw(child, depth + 1));
    const hosts = name === 'all' ? [] : (group?.hosts ?? []);
    return [line(`@${name}:`, depth), ...kids, ...hosts.map((host) => line(host, depth + 1))];
  }
  if (groups.has(top)) return ok(draw(top, 0).join('\n'));
  const hint = didYouMean(top, groups.keys());
  return err({ code: 'no-such-group', message: `no group is named \`${top}\``, ...(hint === null ? {} : { hint }) });
}
