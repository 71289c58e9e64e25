import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { NamedPath, Permission } from '../../facts/named-path.ts';
import { shellCommand } from '../../formats/shell-quote.ts';
import { type Collector, defineCollector } from '../define-collector.ts';
import { limitsWords } from '../second-round/limits-words.ts';
import { mountsOf } from '../second-round/limits.ts';
import { pathScript, pathStates } from '../second-round/paths.ts';
import { asWorker, type Worker } from '../second-round/worker.ts';
import { type Block, blocksOf, blockText, linesOf } from '../shell/blocks.ts';

/** Which paths are asked about, and as whom. */
export interface NamedPathsQuestion {
  readonly paths: readonly string[];
  readonly users: readonly NamedUser[];
}

/** A user of nginx's workers or of a pool's, and how one becomes it. */
export interface NamedUser {
  readonly user: string;
  readonly worker: Worker;
}

/**
 * What stands at these paths, what the programs' users may do there, and what room is left. Source: stat(1), access(2) as
 * that user, df(1).
 */
export const namedPathsOf = ({ paths, users }: NamedPathsQuestion): Collector<'namedPaths'> =>
  defineCollector({
    fact: 'namedPaths',
    seconds: 10,
    script: paths.length === 0 ? '' : script(paths, users),
    parse: ({ bytes }): Fact<readonly NamedPath[]> => {
      if (paths.length === 0) return known([]);
      const blocks = blocksOf(bytes);
      const nearest = linesOf(blockText(blocks, 'nearest'));
      const states = pathStates(blocks, paths);
      if (typeof states === 'string') return unknown(states);
      if (nearest.length !== paths.length) return unknown('what stands on the way to the paths was not told');
      const mounts = mountsOf(blockText(blocks, 'space'), blockText(blocks, 'inodes'), nearest);
      return known(
        states.map((state, index): NamedPath => {
          const near = nearest[index] ?? '/';
          const mount = mounts.find((each) => each.paths.includes(near));
          return {
            state,
            nearest: near,
            may: users.flatMap(({ user }, number) => permissionOf(user, number, index, blocks, paths.length)),
            mount: mount === undefined ? null : withoutPaths(mount),
          };
        }),
      );
    },
  });

const withoutPaths = ({ at, totalKb, freeKb, inodes, freeInodes }: NonNullable<NamedPath['mount']>) => ({
  at,
  totalKb,
  freeKb,
  inodes,
  freeInodes,
});

function permissionOf(
  user: string,
  number: number,
  index: number,
  blocks: readonly Block[],
  count: number,
): readonly Permission[] {
  const lines = linesOf(blockText(blocks, `may-${LETTERS[number] ?? ''}`));
  const said = lines.length === count ? /^=([r-][w-][x-])$/.exec(lines[index] ?? '')?.[1] : undefined;
  return said === undefined ? [] : [{ user, letters: said.replaceAll('-', '') }];
}

/** Names of blocks have no digits. */
const LETTERS = 'abcdefghij';

/** No more users than these are asked about. */
export const MOST_USERS = LETTERS.length;

const script = (paths: readonly string[], users: readonly NamedUser[]): string => String.raw`${limitsWords}
set -- ${shellCommand(paths)}
nearest=
for asked do
  while [ -n "$asked" ] && [ ! -e "$asked" ]; do asked=${'${asked%/*}'}; done
  nearest=$nearest${'${asked:-/}'}$nl
done
block nearest "$nearest"
IFS=$nl
set -f
set -- $nearest
set +f
unset IFS
show_mounts "$@"
if [ "$user_id" = 0 ]; then
${users
  .map(
    ({ worker }, number) =>
      `${asWorker(worker)}block may-${LETTERS[number] ?? ''} "$(as_worker sh -c "$letters" sh "$@")"`,
  )
  .join('\n')
  .replace(/^/, LETTERS_SCRIPT)}
fi
${pathScript(shellCommand(paths), null)}`;

const LETTERS_SCRIPT = String.raw`letters='for path do
  r=- w=- x=-
  [ ! -r "$path" ] || r=r
  [ ! -w "$path" ] || w=w
  [ ! -x "$path" ] || x=x
  echo "=$r$w$x"
done'
`;
