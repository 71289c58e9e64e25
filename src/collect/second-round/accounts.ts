import { known } from '../../facts/fact.ts';
import type { Account } from '../../facts/system.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { linesOf } from '../shell/blocks.ts';

/** These accounts, where the host has them, with all their groups. Source: id(1), and so every user database. */
export const accountsOf = (names: readonly string[]): Collector<'accounts'> =>
  defineCollector({
    fact: 'accounts',
    seconds: 10,
    script: script(shellCommand(names)),
    parse: ({ stdout }) => known(linesOf(stdout).flatMap(accountOf)),
  });

// One call for all, where `id` takes more than one name: coreutils' since 8.31 does, busybox's says nothing then.
const script = (names: string): string => `
shown=$(id ${names})
if [ -n "$shown" ]; then printf '%s\\n' "$shown"; else for name in ${names}; do id "$name"; done; fi
exit 0
`;

function accountOf(line: string): readonly Account[] {
  const match = /^uid=(\d+)\(([^)]*)\) gid=(\d+)(?:\(([^)]*)\))? groups=(.*)$/.exec(line);
  if (match === null) return [];
  const [, uid, name = '', gid = '', group = gid, list = ''] = match;
  const all = [...list.matchAll(/(?:^|,)(\d+)(?:\(([^)]*)\))?/g)];
  const groups = all.map(([, digits = '', named = digits]) => named);
  const gids = all.map(([, digits]) => Number(digits));
  return [{ name, uid: Number(uid), gid: Number(gid), group, groups, gids }];
}
